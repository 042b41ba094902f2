import type { VideosClient } from "../http/videos-client.js";
import type { Logger } from "../utils/logger.js";
import type { Clock, Sleep } from "./clock.js";
import type { DurationHistory } from "./duration-history.js";
import type { PollInterval } from "./poll-interval.js";

/** What every job of one client shares. */
export interface JobContext {
  readonly client: VideosClient;
  readonly pollInterval: PollInterval;
  readonly history: DurationHistory;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
  /** Milliseconds for one request. */
  readonly timeout: number;
}
