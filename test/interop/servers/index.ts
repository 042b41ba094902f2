import type { RealServer } from "../real-server.js";
import { aimockOpenai, aimockOpenrouter } from "./aimock.js";
import { dynamo } from "./dynamo.js";
import { litellm } from "./litellm.js";
import { sglang } from "./sglang.js";
import { vllmOmni } from "./vllm-omni.js";

/** All servers. Another one is another file. */
export const servers: readonly RealServer[] = [dynamo, litellm, aimockOpenai, aimockOpenrouter, vllmOmni, sglang];
