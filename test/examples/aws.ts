import { createHash, randomUUID } from "node:crypto";
import { json, serve, type WireRequest, type WireServer } from "../helpers/servers.js";

/** S3 and SQS as the tests want to see them, over a real socket. */
export interface Aws extends WireServer {
  readonly objects: Map<string, Buffer>;
  readonly messages: { readonly messageId: string; readonly body: string; readonly delay: number }[];
  /** The outcome of each multipart upload. */
  readonly uploads: Map<string, "open" | "completed" | "aborted">;
  /** Sizes of the parts that came. */
  readonly parts: number[];
  /** Environment variables for child processes. */
  readonly env: Record<string, string>;
}

export async function serveAws(): Promise<Aws> {
  const objects = new Map<string, Buffer>();
  const messages: Aws["messages"] = [];
  const uploads: Aws["uploads"] = new Map();
  const parts: number[] = [];
  const pieces = new Map<string, Buffer[]>();

  const server = await serve((request, response) => {
    if (request.headers["x-amz-target"]) {
      const { MessageBody: body, DelaySeconds: delay } = JSON.parse(String(request.body));
      messages.push({ messageId: randomUUID(), body, delay });
      const MD5OfMessageBody = createHash("md5").update(body).digest("hex");
      return json(response, { MessageId: messages.at(-1)?.messageId, MD5OfMessageBody });
    }
    const { status = 200, body = "" } = s3(request);
    response.writeHead(status, { ETag: '"etag"' }).end(body);
  });

  function s3({ method, url, headers, body }: WireRequest): { status?: number; body?: string | Buffer } {
    const { pathname, searchParams } = new URL(url, server.origin);
    const id = searchParams.get("uploadId");
    if (method === "POST" && searchParams.has("uploads")) {
      const UploadId = randomUUID();
      uploads.set(UploadId, "open");
      pieces.set(UploadId, []);
      return {
        body: `<InitiateMultipartUploadResult><UploadId>${UploadId}</UploadId></InitiateMultipartUploadResult>`,
      };
    }
    if (id !== null) {
      if (method === "PUT") {
        parts.push(body.length);
        pieces.get(id)?.push(body);
        return {};
      }
      uploads.set(id, method === "POST" ? "completed" : "aborted");
      if (method === "POST") objects.set(pathname, Buffer.concat(pieces.get(id) ?? []));
      pieces.delete(id);
      return { body: "<CompleteMultipartUploadResult><ETag>whole</ETag></CompleteMultipartUploadResult>" };
    }
    if (method === "PUT") {
      if (objects.has(pathname) && headers["if-none-match"] === "*")
        return { status: 412, body: "<Error><Code>PreconditionFailed</Code></Error>" };
      objects.set(pathname, body);
      return {};
    }
    const found = objects.get(pathname);
    return found ? { body: found } : { status: 404, body: "<Error><Code>NoSuchKey</Code></Error>" };
  }

  const env = {
    AWS_ENDPOINT_URL: server.origin,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    BUCKET: "bucket",
    QUEUE_URL: `${server.origin}/0/queue`,
  };
  return { ...server, objects, messages, uploads, parts, env };
}
