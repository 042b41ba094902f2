import type { Experimental_VideoModelV4 } from "@ai-sdk/provider";

type Start = NonNullable<Experimental_VideoModelV4["doStart"]>;
type Status = Awaited<ReturnType<NonNullable<Experimental_VideoModelV4["doStatus"]>>>;
type Videos = Extract<Status, { status: "completed" }>["videos"];

/** A result of `doStatus` without the fields that every result has. */
export type StatusFields =
  | { readonly status: "pending" }
  | { readonly status: "error"; readonly error: string }
  | {
      readonly status: "completed";
      readonly videos: Videos;
      readonly providerMetadata?: NonNullable<Status["providerMetadata"]>;
    };

export const pending: StatusFields = { status: "pending" };

export const completed = (...videos: Videos): StatusFields => ({ status: "completed", videos });

export interface FakeProvider {
  readonly started: Parameters<Start>[0][];
  readonly polled: unknown[];
  /** A new model object for the same jobs, as another process would create it. */
  model(): Experimental_VideoModelV4;
}

/** A provider whose polls return the statuses in order, then the last one again. */
export function fakeProvider(
  statuses: readonly (StatusFields | Error)[],
  startError: () => Error | undefined = () => undefined,
  { provider = "studio.video", modelId = "film-1" } = {},
): FakeProvider {
  const started: Parameters<Start>[0][] = [];
  const polled: unknown[] = [];
  const response = () => ({ timestamp: new Date(), modelId, headers: undefined });
  return {
    started,
    polled,
    model: () => ({
      specificationVersion: "v4",
      provider,
      modelId,
      maxVideosPerCall: 1,
      doStart: async (options) => {
        started.push(options);
        const error = startError();
        if (error) throw error;
        const operation = { task: "タスク/1+2=", key: 1 };
        return { operation, warnings: [{ type: "unsupported", feature: "fps" }], response: response() };
      },
      doStatus: async ({ operation }) => {
        polled.push(operation);
        const next = statuses[Math.min(polled.length, statuses.length) - 1];
        if (next instanceof Error) throw next;
        if (!next) throw new Error("The test has no status.");
        return next.status === "completed"
          ? { ...next, warnings: [], response: response() }
          : { ...next, response: response() };
      },
    }),
  };
}
