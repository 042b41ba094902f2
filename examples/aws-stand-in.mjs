// Replaces AWS for the two AWS examples: S3 and SQS on loopback, a fake video server, and the calls of the Lambda
// functions. Usage: node aws-stand-in.mjs stream-to-s3.mjs, or aws-lambda.mjs. It does not check signatures.
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { createFakeVideosApi } from "ugoku/testing";

const objects = new Map(); // "/bucket/key" → bytes
const uploads = new Map(); // id → parts
const messages = []; // in the order they were sent

const aws = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://aws");
  const body = await buffer(request);
  const answer = request.headers["x-amz-target"]
    ? sqs(JSON.parse(String(body)))
    : s3(`${request.method}`, pathname, searchParams, body, request.headers);
  response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
});

function sqs({ MessageBody, DelaySeconds }) {
  messages.push({ messageId: randomUUID(), body: MessageBody, DelaySeconds });
  const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
  return { body: JSON.stringify({ MessageId: messages.at(-1).messageId, MD5OfMessageBody }) };
}

function s3(method, path, query, body, headers) {
  const etag = { ETag: `"${createHash("md5").update(body).digest("hex")}"` };
  const id = query.get("uploadId");
  const parts = uploads.get(id);
  if (method === "POST" && query.has("uploads")) {
    const UploadId = randomUUID();
    uploads.set(UploadId, []);
    return { body: `<InitiateMultipartUploadResult><UploadId>${UploadId}</UploadId></InitiateMultipartUploadResult>` };
  }
  if (method === "PUT" && parts) {
    parts[Number(query.get("partNumber"))] = body;
    return { headers: etag };
  }
  if (method === "POST" && parts) {
    objects.set(path, Buffer.concat(parts.filter(Boolean)));
    uploads.delete(id);
    return { body: "<CompleteMultipartUploadResult><ETag>whole</ETag></CompleteMultipartUploadResult>" };
  }
  if (method === "DELETE") return { status: uploads.delete(id) ? 204 : 404 };
  if (method === "PUT" && objects.has(path) && headers["if-none-match"] === "*")
    return { status: 412, body: "<Error><Code>PreconditionFailed</Code></Error>" };
  if (method === "PUT") objects.set(path, body);
  return objects.has(path) ? { headers: etag, body: method === "GET" ? objects.get(path) : "" } : { status: 404 };
}

aws.listen(0, "127.0.0.1");
await once(aws, "listening");
const address = aws.address();
const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
const fake = createFakeVideosApi();
const videos = await fake.listen();
Object.assign(process.env, {
  AWS_ENDPOINT_URL: origin,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "stand-in",
  AWS_SECRET_ACCESS_KEY: "stand-in",
  BUCKET: "my-bucket",
  QUEUE_URL: `${origin}/000000000000/clips`,
  UGOKU_BASE_URL: process.env.UGOKU_BASE_URL ?? videos.url,
});

const { submit, poll } = await import(pathToFileURL(resolve(process.argv[2] ?? "stream-to-s3.mjs")).href);
if (submit && poll) {
  const prompt = "The woman slowly turns to the right and smiles; guests chat softly behind her.";
  const order = { id: "order-1", image: "photo.jpg", prompt };
  console.log("submit", await submit(order));
  console.log("submit again", await submit(order), `jobs: ${fake.jobs.length}`);
  for (let message = messages.shift(); message; message = messages.shift()) {
    // SQS would delay it by message.DelaySeconds; here it is delivered at once.
    console.log("poll after", message.DelaySeconds, "s", await poll({ Records: [message] }));
  }
}
for (const [path, bytes] of objects) console.log(`in S3: ${path}, ${bytes.length} bytes`);
aws.close();
await videos.close();
