import type { Endpoint } from "../http/endpoint.js";
import { clientTimeout } from "../http/openai-transport.js";
import { type Clock, intervalClock, type Sleep, sleep } from "../job/clock.js";
import { DurationHistory } from "../job/duration-history.js";
import type { JobContext } from "../job/job-state.js";
import { OutageMonitor } from "../job/outage-monitor.js";
import { choosePollInterval } from "../job/poll-interval.js";
import { CreateRegistry } from "../submit/create-registry.js";
import { JobSubmitter } from "../submit/submit-job.js";
import { chooseLogger, type LazyLogger } from "../utils/logger.js";
import type { EndpointAddress, EndpointOptions } from "./endpoint-address.js";
import type { UgokuOptions } from "./options.js";
import { type ResolvedEndpoint, resolveConfigured, resolveGiven } from "./resolve-endpoint.js";

/** Logged warnings to remember: a long-lived process must not keep them all. */
const maxReported = 1_000;

/** An endpoint, with the context that its jobs share. */
export interface Server {
  readonly endpoint: ResolvedEndpoint;
  readonly jobs: JobContext;
  readonly submitter: JobSubmitter;
}

/** The keys that were sent, by base URL. Clients that differ in their headers only share them. */
export type CreateRegistries = Map<string, CreateRegistry>;

/** The state of one client: its options with their defaults, its endpoints, and the keys that were sent to them. */
export class ClientContext {
  readonly options: Omit<UgokuOptions, "logger"> & EndpointOptions;
  readonly logger: LazyLogger;
  readonly clock: Clock;
  /** See {@link JobContext.timer}. */
  readonly timer: Clock;
  readonly sleep: Sleep;
  readonly #findAddress: () => EndpointAddress;
  readonly #history = new DurationHistory();
  #configured: Server | undefined;
  readonly #given = new WeakMap<Endpoint, Server>();
  readonly #creates: CreateRegistries;
  readonly #reported = new Set<string>();

  constructor(options: UgokuOptions, findAddress: () => EndpointAddress, creates: CreateRegistries = new Map()) {
    this.#findAddress = findAddress;
    this.#creates = creates;
    this.logger = chooseLogger(options.logger);
    this.clock = options.clock ?? Date;
    this.timer = intervalClock(this.clock);
    this.sleep = options.sleep ?? sleep;
    const timeout = options.timeout ?? (options.client && clientTimeout(options.client)) ?? 60_000;
    this.options = { ...options, timeout, logger: this.logger };
  }

  /** The endpoint of the options or the environment, resolved on first use: a builder may have its own. */
  configured(): Server {
    this.#configured ??= this.#open(resolveConfigured(this.options, this.#findAddress()));
    return this.#configured;
  }

  /** The server of a builder. */
  server(given: Endpoint | null | undefined): Server {
    if (given === undefined) return this.configured();
    const known = given === null ? undefined : this.#given.get(given);
    if (known) return known;
    const server = this.#open(resolveGiven(given, this.options));
    if (given !== null) this.#given.set(given, server);
    return server;
  }

  #open(endpoint: ResolvedEndpoint): Server {
    const { clock, timer, logger } = this;
    const { client, baseURL } = endpoint;
    const { timeout } = this.options;
    const pollInterval = choosePollInterval(this.options.pollInterval);
    const outage = new OutageMonitor(logger);
    const history = this.#history;
    const jobs = { client, pollInterval, history, clock, timer, outage, sleep: this.sleep, logger, timeout };
    const creates = this.#creates.get(baseURL) ?? new CreateRegistry();
    this.#creates.set(baseURL, creates);
    return { endpoint, jobs, submitter: new JobSubmitter(jobs, endpoint, creates) };
  }

  /** Logs a warning once, and not for each job. */
  warnOnce(message: string, key = message): void {
    if (this.#reported.has(key)) return;
    if (this.#reported.size < maxReported) this.#reported.add(key);
    this.logger.warn(message);
  }
}
