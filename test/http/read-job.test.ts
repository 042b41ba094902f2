import { describe, expect, test } from "vitest";
import { dialects } from "../../src/dialects/find-dialect.js";
import { readStatus } from "../../src/dialects/types.js";
import { readJob, readJobList } from "../../src/http/read-job.js";
import { parseJson } from "../../src/utils/json.js";

const now = 1_800_000_000_000;
const options = { fields: dialects.openai, now };
const read = (body: unknown, askedId?: string) => readJob(body, { ...options, askedId });
const parse = (text: string): unknown => {
  const parsed = parseJson(text, { keepIntegers: true });
  return parsed.ok ? parsed.value : undefined;
};
const readText = (text: string) => readJob(parse(text), options);

const wrappers: Record<string, (job: object) => unknown> = {
  "no wrapper": (job) => job,
  ...Object.fromEntries(
    ["data", "result", "output", "task", "response", "Response", "payload", "job", "video"].map((name) => [
      name,
      (job: object) => ({ code: 0, message: "SUCCEED", request_id: "req_9", [name]: job }),
    ]),
  ),
  "two wrappers": (job) => ({ success: true, data: { task: job } }),
  "an array of one beside a code": (job) => ({ code: 200, data: [job] }),
  "an unknown wrapper": (job) => ({ code: "success", videoJob: { ...job, task_status: "processing" } }),
};
const ids = [
  "id",
  "task_id",
  "taskId",
  "TaskId",
  "video_id",
  "generation_id",
  "job_id",
  "jobId",
  "uuid",
  "predictionId",
];
const words = { queued: "NOT_START", in_progress: "IN-PROGRESS", completed: "succeed", failed: "Fail" } as const;
const statusFields = ["status", "task_status", "taskStatus", "state", "job_state"];
/** The same moment in every unit and form. */
const times: readonly unknown[] = [
  1_722_769_557,
  1_722_769_557_708,
  1_722_769_557_708_123,
  "1722769557",
  "1722769557708",
  "2024-08-04T11:05:57.708Z",
  "2024-08-04T11:05:57.708123",
  "2024-08-04T13:05:57+02:00",
];
const timeFields = ["created_at", "created", "createTime", "submit_time", "createdAt"];

describe("a job is read", () => {
  test("from every wrapper, with every name of an id and of a status, and every unit of time", () => {
    let count = 0;
    for (const [how, wrap] of Object.entries(wrappers))
      for (const id of ids)
        for (const [status, word] of Object.entries(words))
          for (const [index, field] of statusFields.entries())
            for (const [form, time] of times.entries()) {
              if (how === "an unknown wrapper" && status !== "in_progress") continue;
              const value = form % 2 === 0 ? "task_1" : 4711;
              const timeField = timeFields[(index + form) % timeFields.length] ?? "";
              const body = wrap({ [id]: value, [field]: word, [timeField]: time });
              const job = read(body);
              const seen = job && [job.id, readStatus(dialects.openai, job.status), Math.floor(job.created_at ?? 0)];
              expect(seen, JSON.stringify(body)).toEqual([String(value), status, 1_722_769_557]);
              count += 1;
            }
    expect(count).toBeGreaterThan(10_000);
  });

  test.each<[string, unknown, unknown]>([
    ["the id of the request is not the job's", { request_id: "r", output: { task_id: "t" } }, { id: "t" }],
    ["the id of the request is the job's if it is all there is", { request_id: "r" }, { id: "r" }],
    ["an id of a queue", { request_id: "r", status: "IN_QUEUE", queue_position: 3 }, { id: "r", status: "IN_QUEUE" }],
    [
      "the outer object precedes an asset in it",
      { id: "v", status: "queued", video: { id: "a", status: "ready" } },
      { id: "v", status: "queued" },
    ],
    [
      "an object with a status precedes one without",
      { id: "req", code: 0, data: { task_id: "t", state: "waiting" } },
      { id: "t", status: "waiting" },
    ],
    [
      "a status in an object of the job",
      { id: "t", result: { status: "SUCCESS", progress: "100%" } },
      { id: "t", status: "SUCCESS", progress: 100 },
    ],
    [
      "the status of an envelope is not the job's",
      { status: "success", data: { task_id: "t" } },
      { id: "t", status: "unknown" },
    ],
    [
      "a task's status precedes that of its envelope",
      { id: "t", status: "success", task_status: "processing" },
      { status: "processing" },
    ],
    ["a flag", { name: "n", operation_name: "op/1", done: false }, { id: "op/1", status: "in_progress" }],
    ["a flag of an end", { id: "op", done: true, response: { uri: "x" } }, { status: "completed" }],
    [
      "a flag of an end with an error",
      { id: "op", done: true, error: { code: 3, message: "Bad image" } },
      { status: "failed", error: { message: "Bad image" } },
    ],
    [
      "fields beside the job",
      { task: { id: "t", status: "succeeded" }, output: { video_url: "https://a.test/1.mp4" } },
      { id: "t", output: { video_url: "https://a.test/1.mp4" } },
    ],
    ["an error of a gateway is not a wrapper", { error: { id: "err_1", status: "failed" } }, undefined],
    ["the only job of a list is not the answer", { object: "list", data: [{ id: "v", status: "queued" }] }, undefined],
    [
      "a refusal with the id of a request",
      { code: 1102, message: "Account balance not enough", request_id: "r" },
      undefined,
    ],
    ["an empty answer with the id of a request", { code: 0, data: null, request_id: "r" }, undefined],
  ])("%s", (_, body, job) => {
    const found = read(body);
    if (job === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(job as object);
  });

  test.each<[unknown, string | undefined]>([
    [{ id: 4711 }, "4711"],
    [{ id: "up_1", task_id: "task_1", status: "queued" }, "task_1"],
    [{ id: "up_1", data: { task_id: "task_1" } }, "task_1"],
    [{ id: "up_1", status: "queued" }, "up_1"],
  ])("of several ids, the one that was asked for: %j", (body, id) => {
    expect(read(body, id === "4711" ? "4711" : "task_1")?.id).toBe(id);
  });

  test("ids that the LiteLLM proxy encodes with other facts are the same", () => {
    const encode = (model: string) =>
      `video_${btoa(`litellm:custom_llm_provider:openai;model_id:${model};video_id:video_1`)}`;
    expect(read({ id: encode("None"), status: "queued" }, encode("sora"))?.id).toBe(encode("sora"));
    expect(read({ id: encode("sora").replace("video_", "other_") }, encode("sora"))?.id).not.toBe(encode("sora"));
  });

  test("with own fields of a dialect, which precede the known ones", () => {
    const fields = {
      statuses: { cooked: "completed" },
      answer: { id: ["order.ref"], status: ["oven"], wrapper: ["kitchen"] },
    } as const;
    const body = { kitchen: { id: "x", order: { ref: "o_1" }, oven: "COOKED", status: "queued" } };
    const job = readJob(body, { fields, now });
    expect(job?.id).toBe("o_1");
    expect(readStatus(fields, job?.status ?? "")).toBe("completed");
  });
});

describe("large ids", () => {
  test.each([
    ['{"id":12345678901234567891,"status":"queued"}', "12345678901234567891"],
    ['{"a":"\\"1\\\\","data":{"task_id": 9007199254740993 }}', "9007199254740993"],
    ['{"id":9007199254740991}', "9007199254740991"],
    ['{"prompt":"id: 12345678901234567891, \\\\","id":12345678901234567891}', "12345678901234567891"],
  ])("keep all their digits: %s", (text, id) => {
    expect(readText(text)?.id).toBe(id);
  });

  test("leave other values alone", () => {
    const text =
      '{"a":[1234567890123456789, -12345678901234567891,1e30,0.12345678901234567],"s":"12345678901234567891"}';
    expect(parse(text)).toEqual({
      a: ["1234567890123456789", "-12345678901234567891", 1e30, Number("0.12345678901234567")],
      s: "12345678901234567891",
    });
  });

  test("are told apart in a list", () => {
    const page = readJobList(parse('{"data":[{"id":12345678901234567891},{"id":12345678901234567892}]}'), options);
    expect(page?.data.map(({ id }) => id)).toEqual(["12345678901234567891", "12345678901234567892"]);
  });
});

describe("values", () => {
  test.each([
    [45, 45],
    ["45%", 45],
    ["45 %", 45],
    ["0.45%", 0.45],
    ["45", 45],
    [0.45, 45],
    ["0.45", 45],
    [0.29, 29],
    [1, 1],
    ["1.0", 100],
    [100, 100],
    ["100%", 100],
    [0, 0],
    ["soon", undefined],
    [null, null],
  ])("the progress %j is %j percent", (progress, percent) => {
    expect(read({ id: "v", progress })?.progress).toBe(percent);
  });

  test("the progress of an object", () => {
    expect(read({ id: "v", progress: { percentage: 45 } })?.progress).toBe(45);
  });

  test.each([
    [3_600, now / 1000 + 3_600],
    ["3600", now / 1000 + 3_600],
    [86_400, now / 1000 + 86_400],
    [1_900_000_000, 1_900_000_000],
    [1_900_000_000_000, 1_900_000_000],
    ["2030-03-17T17:46:40Z", 1_900_000_000],
    [0, undefined],
    [-1, undefined],
    ["tomorrow", undefined],
  ])("the expiry %j", (value, seconds) => {
    expect(read({ id: "v", expires_at: value })?.expires_at).toBe(seconds);
  });

  test.each([5, "5", "yesterday", "2024-08-04 11:05:57", {}])("%j is not a time of creation", (value) => {
    expect(read({ id: "v", created_at: value })?.created_at).toBeUndefined();
  });
});

describe("why a job failed", () => {
  const reason = "a real person is in the picture";
  test.each<[object, string]>([
    [{ error: { message: reason } }, reason],
    [{ error: { msg: reason } }, reason],
    [{ error: { detail: reason } }, reason],
    [{ error: { reason } }, reason],
    [{ error: { error: { message: reason } } }, reason],
    [{ error: { text: reason, code: 7 } }, reason],
    [{ error: [{ msg: reason, loc: ["body", "image"] }] }, `image: ${reason}`],
    [{ errors: [reason] }, reason],
    [{ fail_reason: reason }, reason],
    [{ failReason: reason, error: null }, reason],
    [{ failure_reason: reason, error: {} }, reason],
    [{ failure: reason, failureCode: "SAFETY.INPUT" }, reason],
    [{ failure: { reason } }, reason],
    [{ error_message: reason, error_code: 12 }, reason],
    [{ errorMessage: reason }, reason],
    [{ err_msg: reason }, reason],
    [{ errmsg: reason }, reason],
    [{ task_status_msg: reason }, reason],
    [{ status_message: reason }, reason],
    [{ message: reason }, reason],
    [{ msg: reason }, reason],
    [{ detail: reason }, reason],
    [{ details: { message: reason } }, reason],
    [{ base_resp: { status_code: 1027, status_msg: reason } }, reason],
    [{ result: { fail_reason: reason } }, reason],
    [{ output: { code: "DataInspectionFailed", message: reason } }, reason],
    [{ message: "success", fail_reason: reason }, reason],
    [{ error: { code: 502 } }, "error 502"],
  ])("%j", (fields, words) => {
    for (const wrap of [(job: object) => job, (job: object) => ({ code: "success", message: "", data: job })]) {
      const error = read(wrap({ task_id: "t", status: "FAILURE", progress: "100%", ...fields }))?.error;
      expect(typeof error === "string" ? error : error?.message).toBe(words);
    }
  });

  test("in the envelope, if the job has no words", () => {
    const body = { code: 1301, message: reason, data: { task_id: "t", task_status: "failed" } };
    expect(read(body)?.error).toMatchObject({ message: reason, code: "1301" });
  });

  test.each([{}, { message: "success" }, { error: null }, { error: "" }, { code: 0, message: "SUCCEED" }])(
    "is nowhere in %j",
    (fields) => {
      const { error } = read({ id: "t", status: "failed", ...fields }) ?? {};
      expect(typeof error === "string" ? error : error?.message).toBeFalsy();
    },
  );

  test("is not read from a job that did not fail", () => {
    expect(read({ id: "t", status: "completed", message: "A warning." })?.error).toBeUndefined();
  });
});

describe("a list of jobs", () => {
  const jobs = [{ id: "a", status: "queued" }, { id: "b" }];
  test.each<[string, unknown]>([
    ["data", { object: "list", data: jobs }],
    ["an array", jobs],
    ...["items", "list", "videos", "tasks", "records", "results", "jobs"].flatMap((name): [string, unknown][] => [
      [name, { [name]: jobs, total: 2 }],
      [`data.${name}`, { code: 0, message: "ok", data: { [name]: jobs, has_more: false } }],
    ]),
  ])("under %s", (_, body) => {
    expect(readJobList(body, options)?.data.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("keeps the jobs beside odd entries", () => {
    const odd = [{ status: "draft" }, null, 7, "x", [], { id: "" }, { id: {} }];
    const page = readJobList({ data: [jobs[0], ...odd, { id: 7 }, jobs[1]], has_more: true, last_id: 7 }, options);
    expect(page?.data.map(({ id }) => id)).toEqual(["a", "7", "b"]);
    expect(page).toMatchObject({ has_more: true, last_id: "7" });
  });

  test.each([
    [{ object: "list", data: null }, []],
    [{ code: "success", data: { items: null, total: 0 } }, []],
    [{ data: [] }, []],
    [{ code: "fail", message: "no", data: null }, undefined],
    [{ message: "hello" }, undefined],
    ["<html>", undefined],
  ])("%j", (body, data) => {
    expect(readJobList(body, options)?.data).toEqual(data);
  });
});
