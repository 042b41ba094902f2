/**
 * Both ways between ugoku and the Vercel AI SDK. Not in this version: every function says so with a typed error.
 *
 * @module ugoku/ai-sdk
 */
import { notImplemented } from "./errors.js";

/** A video-model provider for the AI SDK. Not in this version. */
export function createUgokuProvider(_options?: object): never {
  throw notImplemented("createUgokuProvider()");
}

/** Any AI SDK video model as an endpoint. Not in this version. */
export function aiSdkEndpoint(_model: unknown): never {
  throw notImplemented("aiSdkEndpoint()");
}
