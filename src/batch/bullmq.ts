/**
 * Many images on many machines. Not in this version: every function says so with a typed error.
 *
 * @module ugoku/bullmq
 */
import { notImplemented } from "../errors.js";

/** Opens the queue of videos. Not in this version. */
export function createVideoQueue(_options: object): never {
  throw notImplemented("createVideoQueue()");
}

/** Starts a worker of the queue. Not in this version. */
export function createVideoWorker(_options: object): never {
  throw notImplemented("createVideoWorker()");
}
