/**
 * Many images on one machine. Not in this version: every function says so with a typed error.
 *
 * @module ugoku/batch
 */
import { notImplemented } from "../errors.js";

/** Animates many images, with a durable ledger. Not in this version. */
export async function animateAll(_items: unknown, _options?: object): Promise<never> {
  throw notImplemented("animateAll()");
}
