import type { Experimental_VideoModelV4 } from "@ai-sdk/provider";

type Start = NonNullable<Experimental_VideoModelV4["doStart"]>;
type Status = Awaited<ReturnType<NonNullable<Experimental_VideoModelV4["doStatus"]>>>;

/** A status as a test writes it down: what every one bears is added. */
export type Told =
  | { readonly status: "pending" }
  | { readonly status: "error"; readonly error: string }
  | { readonly status: "completed"; readonly videos: Extract<Status, { status: "completed" }>["videos"] };

/** A provider that starts jobs, outside of any process that asks it. */
export interface Studio {
  readonly started: Parameters<Start>[0][];
  readonly asked: unknown[];
  /** Another model object for the same studio, as another process would make it. */
  model(): Experimental_VideoModelV4;
}

/** A studio that tells, look by look, what is in `told`, and its last word for ever after. */
export function studio(told: readonly (Told | Error)[], start?: () => Error | undefined): Studio {
  const started: Parameters<Start>[0][] = [];
  const asked: unknown[] = [];
  const response = () => ({ timestamp: new Date(), modelId: "film-1", headers: undefined });
  return {
    started,
    asked,
    model: () => ({
      specificationVersion: "v4",
      provider: "studio.video",
      modelId: "film-1",
      maxVideosPerCall: 1,
      doStart: async (options) => {
        started.push(options);
        const error = start?.();
        if (error) throw error;
        const operation = { task: "タスク/1+2=", key: 1 };
        return { operation, warnings: [{ type: "unsupported", feature: "fps" }], response: response() };
      },
      doStatus: async ({ operation }) => {
        asked.push(operation);
        const next = told[Math.min(asked.length, told.length) - 1];
        if (next instanceof Error) throw next;
        if (!next) throw new Error("The test tells nothing.");
        return next.status === "completed"
          ? { ...next, warnings: [], response: response() }
          : { ...next, response: response() };
      },
    }),
  };
}
