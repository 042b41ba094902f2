import { JobHandle } from "../job/job.js";
import type { Ticket } from "../job/ticket.js";
import type { JobOutcome, WaitForAllOptions } from "../job/types.js";
import { loadOnce } from "../utils/lazy.js";
import type { CreateRegistries } from "./context.js";
import { type EndpointAddress, findAddress } from "./endpoint-address.js";
import { openTicket } from "./open-ticket.js";
import type { UgokuOptions } from "./options.js";

/** A client whose code for planning, sending and polling is loaded on first use. */
export class LazyClient {
  readonly #options: UgokuOptions;
  readonly #creates: CreateRegistries | undefined;
  #address: EndpointAddress | undefined;

  /** `creates`: the keys that it shares with other clients of the same server. */
  constructor(options: UgokuOptions, creates?: CreateRegistries) {
    // A copy: later changes of the caller's object have no effect.
    this.#options = { ...options };
    this.#creates = creates;
  }

  /** The endpoint of the options or the environment, found on first use: a builder may have its own. */
  address(): EndpointAddress {
    this.#address ??= findAddress(this.#options);
    return this.#address;
  }

  readonly load = loadOnce(async () => {
    const { ClientOperations } = await import("./operations.js");
    return new ClientOperations(this.#options, () => this.address(), this.#creates);
  });

  /** The job of a ticket or an id. The ticket is checked at once. */
  resume(given: Ticket | string): JobHandle {
    const ticket = openTicket(given, this.address(), this.#options.clock?.now() ?? Date.now());
    return new JobHandle(
      ticket,
      this.load().then((client) => client.openJob(ticket)),
    );
  }

  async *waitForAll(
    jobs: Iterable<JobHandle> | AsyncIterable<JobHandle>,
    options: WaitForAllOptions,
  ): AsyncGenerator<JobOutcome, void, undefined> {
    const client = await this.load();
    yield* client.waitForAll(jobs, options);
  }
}
