import type { VideosClient } from "../http/videos-client.js";
import type { Logger } from "../utils/logger.js";
import type { Clock, Sleep } from "./clock.js";
import type { Durations } from "./durations.js";
import type { Schedule } from "./schedule.js";

/** What every job of one client shares. */
export interface JobContext {
  readonly client: VideosClient;
  readonly schedule: Schedule;
  readonly durations: Durations;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
  /** Milliseconds for one request. */
  readonly timeout: number;
}
