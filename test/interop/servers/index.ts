import type { RealServer } from "../real-server.js";
import { dynamo } from "./dynamo.js";
import { litellm } from "./litellm.js";

/** All servers. Another one is another file. */
export const servers: readonly RealServer[] = [dynamo, litellm];
