// Two Lambda functions and one queue. submit() creates a job and ends. poll() polls for a few seconds, and either puts
// the ticket back into the queue or streams the clip to S3. No function waits, and nothing is paid for twice.
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Upload } from "@aws-sdk/lib-storage";
import { createUgoku, SubmitUncertainError } from "ugoku";

const { BUCKET: Bucket, QUEUE_URL: QueueUrl } = process.env;
const ugoku = createUgoku(); // UGOKU_BASE_URL and UGOKU_API_KEY
const [s3, sqs] = [new S3Client(), new SQSClient()];

/** The handler behind your API. `order`: { id, image, prompt }. An order that is sent again pays only once. */
export async function submit(order) {
  const intent = { Bucket, Key: `orders/${order.id}.json` };
  // Written right before the create request, unless it exists: S3 accepts only one of two concurrent calls.
  const onAttempt = async (attempt) => {
    await s3.send(new PutObjectCommand({ ...intent, Body: JSON.stringify(attempt), IfNoneMatch: "*" }));
  };
  try {
    const sentence = ugoku.animate(order.image).withPrompt(order.prompt).fit("cover").idempotencyKey(order.id);
    const job = await sentence.submit({ onAttempt });
    return await next({ id: order.id, ticket: job.ticket });
  } catch (error) {
    // The outcome is unknown: poll() searches for the job. Submitting again might pay twice.
    if (error instanceof SubmitUncertainError) return await next({ id: order.id, attempt: error.attempt }, 30_000);
    if (!(error instanceof S3ServiceException) || error.name !== "PreconditionFailed") throw error;
    // This order was sent before, by a call that may have crashed: poll() finds its job.
    const written = await s3.send(new GetObjectCommand(intent));
    const attempt = JSON.parse((await written.Body?.transformToString()) ?? "");
    return await next({ id: order.id, attempt }, 30_000);
  }
}

/** The handler of the queue, with ReportBatchItemFailures on: only messages that failed come again. */
export async function poll({ Records }) {
  const outcomes = await Promise.allSettled(Records.map(({ body }) => look(JSON.parse(body))));
  const failed = outcomes.flatMap((outcome, index) => {
    if (outcome.status === "fulfilled") return [];
    console.error(outcome.reason); // ugoku's errors contain no key
    return [{ itemIdentifier: Records[index].messageId }];
  });
  return { batchItemFailures: failed };
}

async function look({ id, ticket, attempt }) {
  if (attempt) {
    const job = await ugoku.reconcile(attempt); // never creates a job; takes 20 s if the list does not contain it
    if (!job) throw new Error(`Order ${id} may or may not be a job: look at the server before it is sent again.`);
    return next({ id, ticket: job.ticket });
  }
  const result = await ugoku.advance(ticket, { budgetMs: 5_000 });
  if (result.status === "running") return next({ id, ticket: result.ticket }, result.nextCheckMs);
  if (result.status === "failed") {
    const Body = JSON.stringify(result.error);
    return s3.send(new PutObjectCommand({ Bucket, Key: `clips/${id}.error.json`, Body }));
  }
  const Body = await result.clip.stream();
  await new Upload({ client: s3, params: { Bucket, Key: `clips/${id}.mp4`, Body, ContentType: "video/mp4" } }).done();
}

/** Puts a message into the queue, for `delayMs` from now: SQS keeps it for 15 minutes at most. */
async function next(message, delayMs = 0) {
  const DelaySeconds = Math.min(900, Math.ceil(delayMs / 1_000));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message), DelaySeconds }));
  return { id: message.id, state: message.ticket ? "submitted" : "uncertain" };
}
