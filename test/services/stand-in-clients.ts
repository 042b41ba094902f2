import {
  createUgoku,
  type Endpoint,
  type ImageInput,
  type Job,
  type Ugoku,
  type UgokuOptions,
} from "../../src/index.js";
import { prompt } from "../helpers/clients.js";
import { picture } from "../helpers/pictures.js";
import { manualTime } from "../helpers/time.js";
import { type StandIn, standInKey, standIns } from "./stand-ins.js";

export function findStandIn(name: string): StandIn {
  const found = standIns.find((standIn) => standIn.name === name);
  if (!found) throw new Error(`There is no stand-in for ${name}.`);
  return found;
}

/** A client of a stand-in that does not wait. */
export function clientOf(standIn: StandIn, service: { readonly origin: string }, options: UgokuOptions = {}): Ugoku {
  const endpoint: Endpoint = standIn.make({ apiKey: standInKey, baseURL: service.origin });
  const { clock, sleep } = manualTime(Date.now());
  return createUgoku({ endpoint, logger: false, clock, sleep, ...options }) as unknown as Ugoku;
}

export async function imageFor(standIn: StandIn, width = 1280, height = 720): Promise<ImageInput> {
  if (standIn.takes === "bytes") return picture(width, height);
  return { url: "https://images.example/photo.png", send: "reference" };
}

export async function submitTo(
  standIn: StandIn,
  service: { readonly origin: string },
  options: UgokuOptions = {},
): Promise<Job> {
  const { animate } = clientOf(standIn, service, options);
  return animate(await imageFor(standIn))
    .withPrompt(prompt)
    .lint("off")
    .submit({ maxRetries: 0 });
}
