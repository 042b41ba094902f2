import { inspect } from "node:util";
import { expect, test } from "vitest";
import * as ugokuExports from "../../../src/index.js";
import { createUgoku, type Ugoku, UgokuError } from "../../../src/index.js";
import { verifyWebhook } from "../../../src/webhook.js";
import { recordLogs } from "../../helpers/clients.js";
import { mp4 } from "../../helpers/clips.js";
import { cleanEnvironment } from "../../helpers/environment.js";
import { failure } from "../../helpers/failure.js";
import { portrait } from "../../helpers/pictures.js";
import { closedPort, json, serve, video, type WireRequest } from "../../helpers/servers.js";

cleanEnvironment();

const secrets = {
  key: "a-key-that-looks-like-no-key-0123",
  header: "another-secret-in-a-header-4567",
  query: "signature-in-the-query-89ab",
  webhook: "whsec_c2VjcmV0LW9mLXRoZS13ZWJob29rLWVuZHBvaW50",
  prompt: "Hanako in her secret red coat slowly turns to the left and smiles.",
};

/** Everything that a program, a person or a log may see of an error. */
function getVisibleText(error: UgokuError): string {
  const causes: unknown[] = [];
  for (let cause: unknown = error; cause instanceof Error && causes.length < 9; cause = cause.cause) causes.push(cause);
  return [
    inspect(error, { depth: 20, showHidden: true }),
    inspect({ error }, { depth: 20 }),
    JSON.stringify(error),
    JSON.stringify({ ...error }),
    // What Node prints of an error that nobody catches: the stacks of the causes too.
    ...causes.flatMap((cause) => [String((cause as Error).stack), String(cause), JSON.stringify(cause)]),
    String(error.hint),
  ].join("\n");
}

type RequestHandler = (request: WireRequest, response: Parameters<typeof json>[0]) => void;

/** A server that repeats what it was sent in every refusal. */
const echo =
  (status: number, code = "no"): RequestHandler =>
  (request, response) => {
    const message = `No: ${request.headers.authorization} ${request.headers["x-signature"]} ${request.url} ${secrets.prompt}`;
    json(response, { error: { message, code } }, status);
  };

const created: RequestHandler = (request, response) =>
  request.method === "POST" ? json(response, video({ prompt: secrets.prompt })) : undefined;

interface ErrorCase {
  readonly answer?: RequestHandler;
  readonly run: (ugoku: Ugoku) => Promise<unknown>;
  readonly baseURL?: () => Promise<string>;
}

const image = await portrait();
const buildAnimation = (ugoku: Ugoku) => ugoku.animate(image).withPrompt(secrets.prompt);
const submitted = async (ugoku: Ugoku) => (await buildAnimation(ugoku).submit()).wait();

const errorCases: Readonly<Record<string, ErrorCase>> = {
  EndpointError: {
    baseURL: async () => `http://127.0.0.1:${await closedPort()}/v1`,
    run: (ugoku) => buildAnimation(ugoku).submit(),
  },
  ImageError: {
    run: (ugoku) =>
      ugoku
        .animate(new Uint8Array([137, 80, 78, 71, 1, 2, 3]))
        .withPrompt(secrets.prompt)
        .plan(),
  },
  PromptLintError: { run: (ugoku) => ugoku.animate(image).withPrompt("動画にして").lint("error").submit() },
  RequestError: {
    run: (ugoku) =>
      buildAnimation(ugoku)
        .duration(5 as never)
        .plan(),
  },
  CostError: { run: (ugoku) => buildAnimation(ugoku).maxCost(0.01).submit() },
  SubmitUncertainError: { answer: echo(500), run: (ugoku) => buildAnimation(ugoku).submit() },
  ApiError: { answer: echo(400), run: (ugoku) => buildAnimation(ugoku).submit() },
  ModerationError: { answer: echo(400, "moderation_blocked"), run: (ugoku) => buildAnimation(ugoku).submit() },
  JobFailedError: {
    answer: (request, response) => {
      if (request.method === "POST") return created(request, response);
      const error = { code: "internal_error", message: `"${secrets.prompt}" failed for ${secrets.key}` };
      json(response, video({ status: "failed", prompt: secrets.prompt, error }));
    },
    run: submitted,
  },
  JobTimeoutError: {
    answer: (_, response) => json(response, video({ prompt: secrets.prompt })),
    run: async (ugoku) => (await buildAnimation(ugoku).submit()).wait({ timeout: 0 }),
  },
  DownloadError: {
    answer: (request, response) => {
      if (!request.url.includes("/content"))
        return json(response, video({ status: "completed", prompt: secrets.prompt }));
      response.writeHead(200, { "content-type": "text/plain" });
      response.end(`${request.headers.authorization} ${request.headers["x-signature"]} ${request.url}`);
    },
    run: async (ugoku) => (await submitted(ugoku)).bytes(),
  },
  WebhookError: {
    run: () =>
      verifyWebhook(
        { body: "{}", headers: { "webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA" } },
        secrets.webhook,
      ),
  },
};

test("there is a case for every exported error class", () => {
  const classes = Object.entries(ugokuExports)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof UgokuError)
    .map(([name]) => name);
  expect(Object.keys(errorCases).sort()).toEqual(classes.sort());
});

test.each(Object.entries(errorCases))(
  "a real %s shows no key, header, query or prompt, and neither does any log line",
  async (name, errorCase) => {
    const { answer = created, run, baseURL } = errorCase;
    const logger = recordLogs();
    await using server = await serve(answer);
    const ugoku = createUgoku({
      baseURL: `${(await baseURL?.()) ?? server.baseURL}?sig=${secrets.query}`,
      apiKey: secrets.key,
      headers: { "x-signature": secrets.header },
      logger,
      sleep: async () => {},
    }) as unknown as Ugoku;
    const error = await failure(run(ugoku));
    expect(error.name).toBe(name);
    const visible = [getVisibleText(error), ...logger.lines, inspect(ugoku, { depth: 9, showHidden: true })].join("\n");
    for (const secret of Object.values(secrets)) expect(visible).not.toContain(secret);
    expect(visible).not.toContain(Buffer.from(image).toString("base64").slice(0, 60));
  },
);

test("a clip and a job show no secret either", async () => {
  await using server = await serve((request, response) => {
    if (request.url.includes("/content")) return void response.end(mp4(64));
    json(response, video({ status: "completed", url: `https://store.test/v.mp4?sig=${secrets.query}` }));
  });
  const ugoku = createUgoku({ baseURL: server.baseURL, apiKey: secrets.key, logger: false }) as unknown as Ugoku;
  const job = await buildAnimation(ugoku).submit();
  expect(inspect([ugoku, job], { depth: 20, showHidden: true })).not.toContain(secrets.key);
  expect(JSON.stringify([ugoku, job, job.ticket])).not.toContain(secrets.key);
  expect(inspect(await job.wait(), { depth: 20 })).not.toContain(secrets.key);
});
