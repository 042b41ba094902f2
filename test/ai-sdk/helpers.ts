import { createUgokuProvider, type UgokuProviderSettings } from "../../src/ai-sdk.js";
import type { UgokuOptions } from "../../src/index.js";
import { createFakeVideosApi, type FakeOptions } from "../../src/testing.js";

/** A provider on a new fake server. */
export function providerOn(fake: FakeOptions = {}, options: UgokuOptions & UgokuProviderSettings = {}) {
  const server = createFakeVideosApi(fake);
  const fetch = (input: string, init: RequestInit) => server.fetch(input, init);
  const provider = createUgokuProvider({ baseURL: "http://fake.test/v1", fetch, logger: false, ...options });
  const creates = () => server.requests.filter(({ method }) => method === "POST");
  /** The fields of the last create request. */
  const sent = () => {
    const body = creates().at(-1)?.body;
    return body?.kind === "multipart" ? body.fields : body?.value;
  };
  return { server, provider, creates, sent };
}

/** The options that the AI SDK passes to a model. */
export const createCall = <Fields extends object>(fields: Fields) => ({
  prompt: "The woman slowly turns her head to the right and smiles.",
  n: 1,
  aspectRatio: undefined,
  resolution: undefined,
  duration: undefined,
  fps: undefined,
  seed: undefined,
  image: undefined,
  frameImages: undefined,
  inputReferences: undefined,
  generateAudio: undefined,
  providerOptions: {},
  ...fields,
});

export const isMp4 = (bytes: Uint8Array): boolean => new TextDecoder().decode(bytes.subarray(4, 8)) === "ftyp";
