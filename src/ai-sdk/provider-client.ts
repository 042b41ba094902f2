/**
 * The clients of one provider. Each sends its own headers, and all share what was sent: a key is sent once, whatever the headers.
 *
 * @module
 */

import { type AnimateOptions, startAnimation } from "../client/builder.js";
import type { CreateRegistries } from "../client/context.js";
import { createUgoku, type Ugoku } from "../client/create-client.js";
import { LazyClient } from "../client/lazy-client.js";
import type { UgokuOptions } from "../client/options.js";
import type { ImageInput } from "../image/classify-input.js";

/** The part of a client that a video model needs. */
export type ProviderClient = Pick<Ugoku, "animate" | "resume">;

/** Returns a function that creates clients. It throws what `createUgoku()` throws for invalid options. */
export function createClientFactory(
  options: UgokuOptions,
): (headers: Readonly<Record<string, string>>) => ProviderClient {
  const creates: CreateRegistries = new Map();
  return (headers) => {
    const hasOwn = Object.keys(headers).length > 0;
    const given = hasOwn ? { ...options, headers: { ...options.headers, ...headers } } : options;
    // Checks the options.
    createUgoku(given);
    const client = new LazyClient(given, creates);
    return {
      animate: ((image: ImageInput, ...rest: [AnimateOptions?]) =>
        startAnimation(client, image, ...rest)) as unknown as Ugoku["animate"],
      resume: (ticket) => client.resume(ticket),
    };
  };
}
