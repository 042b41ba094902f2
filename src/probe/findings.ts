/**
 * What was seen, as findings: what came, and what to do about it.
 *
 * @module
 */

import { dialects } from "../dialects/define-dialect.js";
import type { Dialect } from "../dialects/types.js";
import { describeText, readServerMessage } from "../http/response-errors.js";
import type { Configured } from "./configured.js";
import { type Answer, isAnswer, type Read } from "./reads.js";
import type { Ability, EndpointReport, Finding, FoundDialect } from "./report.js";
import { answersOf, dataOf, isPage, isRefusal, knowsOne, operationsOf, type Seen } from "./seen.js";

const ok = (code: Finding["code"], message: string, hint?: string): Finding => ({
  level: "ok",
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
});
const warning = (code: Finding["code"], message: string, hint: string): Finding => ({
  level: "warning",
  code,
  message,
  hint,
});
const error = (code: Finding["code"], message: string, hint: string): Finding => ({
  level: "error",
  code,
  message,
  hint,
});

/** What an answer says, in a few words. */
function wordsOf({ status, text }: Answer): string {
  const words = text.trim() === "" ? "an empty body" : readServerMessage(text).message;
  return `${status}, ${words.length > 160 ? `${words.slice(0, 159)}…` : words}`;
}

/** A redirect to another origin: its key stays here, and a create is not repeated there. */
export function redirectFinding({ status, redirect }: Answer, url: URL): Finding {
  const place = redirect ? redirect.origin + redirect.pathname.replace(/\/models\/?$/, "") : undefined;
  const sameHost = redirect?.hostname === url.hostname && redirect.protocol === "https:";
  return error(
    "redirected",
    `${url.host} redirects to another place (${status}${place ? `, ${place}` : ""}), which gets neither key nor create.`,
    place === undefined
      ? "Browsers do not say where to. Ask once outside of the browser, and make that the base URL."
      : `${sameHost ? "It wants https: make" : "If you trust that place, make"} ${place} the base URL.`,
  );
}

/** A base URL at which no API answers. `nearby` is one at which one does. */
export function elsewhereFinding(seen: Seen, nearby: string | undefined): Finding {
  const { models, list, url } = seen;
  const page = [models, list].find(isPage);
  const asked = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  const plainOverTls = answersOf(seen).find(
    ({ status, text }) => status === 400 && /HTTP request (was sent )?to (an )?HTTPS/i.test(text),
  );
  if (plainOverTls)
    return error(
      "tls_expected",
      `${url.host} was asked by http:, and wants https: (${wordsOf(plainOverTls)}).`,
      `Try https://${url.host}${url.pathname}`,
    );
  const hint =
    nearby === undefined
      ? "The base URL is the API's own address, to which /videos is added. It usually ends in /v1."
      : `An API answers at ${nearby}. Make that the base URL.`;
  if (page) return error("web_page", `At ${asked} there is ${describeText(page.text)}, not an API.`, hint);
  const first = [models, list].find(isAnswer);
  return error(
    "base_url_elsewhere",
    `At ${asked} there is no API: neither models nor videos${first ? ` (${wordsOf(first)})` : ""}.`,
    hint,
  );
}

/** An API without videos. */
export function noVideosFinding({ list, url }: Seen): Finding {
  return error(
    "no_videos_api",
    `An API answers at ${url.host}, but it has no videos${isAnswer(list) ? ` (GET …/videos: ${wordsOf(list)})` : ""}.`,
    "Is it started with a video model, and new enough for /v1/videos? A server of language models alone has none.",
  );
}

/** What became of the key. `bare` is the answer for an unknown video to a request without it. */
export function judgeAuth(
  seen: Seen,
  { apiKey }: Configured,
  bare: Read | undefined,
): { readonly auth: EndpointReport["auth"]; readonly findings: readonly Finding[] } {
  const answers = [seen.models, seen.list, seen.missing].filter(isAnswer);
  const refused = answers.filter((read) => read.status === 401);
  const forbidden = answers.filter((read) => read.status === 403);
  const first = refused[0] ?? (forbidden.length === answers.length ? forbidden[0] : undefined);
  if (first && apiKey === undefined)
    return {
      auth: "refused",
      findings: [
        error(
          "key_missing",
          `The server asks for a key, and none is configured (${wordsOf(first)}).`,
          "Set UGOKU_API_KEY, beside UGOKU_BASE_URL if that is set.",
        ),
      ],
    };
  if (first)
    return {
      auth: "refused",
      findings: [
        error(
          "key_refused",
          `The server refuses the key from ${sourceName(apiKey?.from)} (${wordsOf(first)}).`,
          first.status === 403
            ? "The key may be known, and have no right to this. Look at its rights, and at what may come in from this address."
            : "Check that it is whole, still valid, and of this server.",
        ),
      ],
    };
  const partly = forbidden.length > 0;
  const findings: Finding[] = [];
  if (partly)
    findings.push(
      warning(
        "key_not_allowed",
        `Some of what was read is forbidden (${wordsOf(forbidden[0] as Answer)}).`,
        "The key may have no right to it. Creating videos is a right of its own, which no read can show.",
      ),
    );
  // The list of models is public at some gateways, so that an answer about videos tells.
  if (!isAnswer(seen.missing) || seen.missing.status >= 500 || isRefusal(seen.missing))
    return { auth: "unknown", findings };
  if (apiKey === undefined) return { auth: "none-needed", findings };
  if (isRefusal(bare)) return { auth: "accepted", findings: [...findings, ok("key_accepted", "The key is accepted.")] };
  if (!isAnswer(bare) || bare.status >= 500) return { auth: "unknown", findings };
  return {
    auth: "none-needed",
    findings: [...findings, ok("key_not_asked", "The server answers reads without the key too.")],
  };
}

const sourceName = (from: string | undefined) => (from === undefined || from === "options" ? "the options" : from);

/** Answers that say that the server itself is not well. */
export function failingFindings(seen: Seen): Finding[] {
  const failing = answersOf(seen).find(({ status }) => status === 429 || status >= 500);
  if (!failing) return [];
  return [
    warning(
      "server_failing",
      `Not every read was answered well (${wordsOf(failing)}).`,
      failing.status === 429
        ? "It limits requests. Ask again in a minute."
        : "Its log knows why. Is it still starting?",
    ),
  ];
}

/** The ids of its models. */
export function judgeModels(seen: Seen): { readonly models: readonly string[] | null; readonly findings: Finding[] } {
  const data = dataOf(seen.videoModels) ?? dataOf(seen.models);
  if (data === undefined)
    return {
      models: null,
      findings: isRefusal(seen.models)
        ? []
        : [
            warning(
              "models_missing",
              "The server does not say which models it has.",
              "Look into its settings for the model's id.",
            ),
          ],
    };
  const models = data.map(({ id }) => id).filter((id) => typeof id === "string");
  const shown = models.slice(0, 4).join(", ");
  const more = models.length > 4 ? ` and ${models.length - 4} more` : "";
  return {
    models,
    findings: [
      models.length > 0
        ? ok("models_listed", `${models.length === 1 ? "Its model is" : "Its models are"} ${shown}${more}.`)
        : warning("models_missing", "Its list of models is empty.", "Is the model still loading?"),
    ],
  };
}

/** Which dialect it speaks, beside the one that is configured. */
export function dialectFindings(found: FoundDialect, configured: Configured["dialect"]): Finding[] {
  const why = found.reasons.join("; ");
  const told = configured?.value.name;
  if (found.confidence === "guess")
    return [
      warning(
        "dialect_guessed",
        `Which dialect it speaks cannot be told: ${why}.`,
        told === undefined
          ? 'The default "openai" is the best guess. If you know the server, name its dialect.'
          : `It is spoken to as "${told}", as configured.`,
      ),
    ];
  const speaks = ok("dialect_found", `It speaks the dialect "${found.name}" (${found.confidence}: ${why}).`);
  // A dialect of the user's own is theirs to judge.
  const isMeant = told === undefined || told === found.name || !Object.hasOwn(dialects, told);
  if (isMeant) return [speaks];
  return [
    speaks,
    warning(
      "dialect_mismatch",
      `The dialect "${told}" is configured, and the server looks like "${found.name}".`,
      `Configure "${found.name}", unless you know better: a wrong dialect loses the image, or is refused.`,
    ),
  ];
}

/** What a dialect promises, against what the reads showed. */
export function judgeAbilities(
  seen: Seen,
  dialect: Dialect,
): { readonly can: Dialect["can"]; readonly confirmed: readonly Ability[]; readonly findings: Finding[] } {
  const shown = abilitiesShown(seen);
  const can = { ...dialect.can };
  const confirmed: Ability[] = [];
  const findings: Finding[] = [];
  for (const ability of ["list", "retrieve", "delete"] as const) {
    const there = shown[ability];
    if (!can[ability] || there === undefined) continue;
    if (there) confirmed.push(ability);
    else {
      can[ability] = false;
      findings.push(warning("ability_missing", `This server ${lacks[ability]}.`, lostWithout[ability]));
    }
  }
  return { can, confirmed, findings };
}

const lacks = {
  retrieve: "cannot be asked for a job",
  list: "has no list of jobs",
  delete: "cannot delete a job",
} as const;

const lostWithout = {
  retrieve: "The clip must be the answer to the create.",
  list: "A create whose answer is lost cannot be looked for: say so with defineDialect({ can: { list: false } }).",
  delete: "cancel() cannot work: say so with defineDialect({ can: { delete: false } }).",
} as const;

/** What the answers and the server's own description show; missing where they show nothing. */
function abilitiesShown(seen: Seen): Record<keyof typeof lacks, boolean | undefined> {
  const operations = operationsOf(seen.description);
  const described = (method: string, one: boolean): boolean | undefined =>
    operations.length === 0
      ? undefined
      : operations.some((operation) => operation.method === method && /\}\/?$/.test(operation.path) === one);
  const listed = dataOf(seen.list) !== undefined;
  const unlisted = isAnswer(seen.list) && (seen.list.status === 404 || seen.list.status === 405);
  return {
    list: listed ? true : unlisted ? false : described("get", false),
    retrieve: knowsOne(seen) ? true : described("get", true),
    delete: described("delete", true),
  };
}
