export { untilAborted as withSignal } from "../abort.js";
