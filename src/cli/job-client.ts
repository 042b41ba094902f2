/**
 * The client of a job that another process created, and the command that waits for it.
 *
 * @module
 */
import { createUgoku, type Ugoku } from "../client/create-client.js";
import type { DialectName } from "../dialects/dialect-names.js";
import type { Job } from "../job/types.js";
import { previewBaseURL } from "../preview/notice.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { type ReconcileOptions, SubmitUncertainError } from "../submit/submit-uncertain-error.js";
import { baseURLOfEnvironment, environment } from "../utils/env.js";
import { RequestError } from "../utils/errors.js";
import { withoutQuery } from "../utils/without-query.js";
import { canList, chooseServer, findService, serviceName } from "./choose-client.js";
import { commandName } from "./command-name.js";
import type { EndpointValues, OutputValues } from "./commands.js";
import { setHasList } from "./error-hints.js";
import { formatCommand } from "./next-step.js";
import { usageError } from "./parse-args.js";
import { nearPath } from "./terminal.js";
import type { JobRecord, JobReference } from "./ticket-file.js";

/** The client of the options, else of the ticket. */
export async function chooseJobClient(reference: JobReference, values: EndpointValues): Promise<Ugoku> {
  const ugoku = await chooseClientOf(reference, values);
  setHasList(await canList(ugoku.endpoint?.dialect ?? ""));
  return ugoku;
}

async function chooseClientOf(reference: JobReference, values: EndpointValues): Promise<Ugoku> {
  const names = ["service", "base-url", "dialect", "preview"] as const;
  if ("record" in reference && names.every((name) => values[name] === undefined)) return clientOf(reference);
  const unknown = "id" in reference ? `It is not known which server has the job ${reference.id}.` : undefined;
  return chooseServer(values, unknown);
}

async function clientOf({ record, path }: Extract<JobReference, { path: string }>): Promise<Ugoku> {
  const { baseURL, dialect } = record;
  if (baseURL === previewBaseURL)
    throw new RequestError("unsupported", `${path} is the ticket of a preview, which ended with its command.`, {
      hint: `Run ${commandName()} animate again: a preview costs nothing.`,
    });
  const service = await findService(dialect);
  // At its own address: one that is only in a file must not get the key.
  if (service) return createUgoku({ logger: false, endpoint: service() }) as unknown as Ugoku;
  const isKnown = isConfigured(baseURL);
  if (!isKnown && isKeyUnbound())
    throw usageError(
      `UGOKU_API_KEY is set, and ${path} names the server ${baseURL}.`,
      `A key is not sent to an address that is only in a file. If it is your server, add --base-url ${baseURL}`,
    );
  // With its own query, which a ticket does not have.
  const chosen = isKnown ? {} : { baseURL };
  return createUgoku({ logger: false, dialect: dialect as DialectName, ...chosen }) as unknown as Ugoku;
}

/** Whether the environment has a key for any server. */
function isKeyUnbound(): boolean {
  const { UGOKU_API_KEY, UGOKU_BASE_URL } = environment();
  return Boolean(UGOKU_API_KEY) && !UGOKU_BASE_URL;
}

function isConfigured(baseURL: string): boolean {
  const configured = baseURLOfEnvironment(environment())?.value ?? "";
  const bare = (url: string) => (URL.canParse(url) ? withoutQuery(url).replace(/\/+$/, "") : undefined);
  return bare(configured) !== undefined && bare(configured) === bare(baseURL);
}

/** The job of a reference. Looks in the server's list if only the create request is known. */
export async function openJob(
  ugoku: Ugoku,
  reference: JobReference,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<Job> {
  if ("id" in reference) return ugoku.resume(reference.id);
  const { record } = reference;
  if (!isAttempt(record)) return ugoku.resume(record);
  const search = (options: ReconcileOptions) => ugoku.reconcile(record, options);
  const found = await searchJob(search, record.dialect, "The job's id is not known.", signal, note);
  if (found) return found;
  throw new SubmitUncertainError("The server's list does not show a job of this create request.", record);
}

/** Milliseconds for which a list that cannot be read is requested again. */
const searchTimeout = 60_000;
/** Milliseconds between two lines about a search. */
const noteInterval = 15_000;

/** Looks for a job in the server's list, and says why and for how long. `null` if the list does not show it. */
export async function searchJob(
  search: (options: ReconcileOptions) => Promise<Job | null>,
  dialect: string,
  why: string,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<Job | null> {
  if (await canList(dialect)) note(`${why} Looking for the job in the server's list, for up to a minute …`);
  let elapsed = 0;
  const timer = setInterval(() => {
    elapsed += noteInterval;
    note(`Still looking for the job, for ${elapsed / 1000} seconds …`);
  }, noteInterval);
  try {
    return await search({ signal, timeout: searchTimeout });
  } finally {
    clearInterval(timer);
  }
}

const isAttempt = (record: JobRecord): record is SubmitAttempt => !("id" in record) && "sentAt" in record;

export interface WaitTarget {
  /** A job's id, or a ticket file. */
  readonly reference: JobReference | { readonly path: string };
  readonly output: string;
  readonly values: EndpointValues & Pick<OutputValues, "poster" | "force">;
}

/** The command that waits for the job and saves its clip. */
export function waitCommand({ reference, output, values }: WaitTarget): string {
  const { service, "base-url": baseURL, dialect, poster, force } = values;
  const isFile = "path" in reference;
  // A ticket names its endpoint, except where the address must come from the user.
  const needsEndpoint =
    !isFile ||
    (baseURL !== undefined && (serviceName(values) !== undefined || isKeyUnbound() || baseURL.includes("?")));
  const endpoint = needsEndpoint
    ? { service: isFile ? serviceName(values) : service, "base-url": baseURL, dialect }
    : {};
  const target = isFile ? fileArg(reference.path) : reference.id;
  return formatCommand([
    "wait",
    target,
    "-o",
    fileArg(output),
    ...(poster === undefined ? [] : [poster === true ? "--poster" : `--poster=${poster}`]),
    ...(force ? ["--force"] : []),
    ...Object.entries(endpoint).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
  ]);
}

/** Not to be read as an option. */
const fileArg = (path: string) => (nearPath(path).startsWith("-") ? `./${nearPath(path)}` : nearPath(path));
