// app/api/videos/[[...path]]/route.ts of a Next.js app, 15 or 16:
//   POST /api/videos              a form with image and prompt → the job's id
//   GET  /api/videos/ID           its status and progress
//   GET  /api/videos/ID/content   the MP4, streamed
import { createUgoku, isUgokuError } from "ugoku";

const ugoku = createUgoku(); // the server of UGOKU_BASE_URL, with UGOKU_API_KEY; neither is sent to the browser

export async function POST(request: Request): Promise<Response> {
  const form = await request.formData();
  const [image, prompt] = [form.get("image"), form.get("prompt")];
  if (!(image instanceof File) || typeof prompt !== "string")
    return Response.json({ message: "A form with image and prompt is needed." }, { status: 400 });
  return answer(async () => {
    const job = await ugoku.animate(image).withPrompt(prompt).fit("cover").submit();
    return Response.json({ id: job.id }, { status: 202 });
  });
}

export async function GET(_: Request, context: { params: Promise<{ path?: string[] }> }): Promise<Response> {
  const [id, content] = (await context.params).path ?? [];
  if (id === undefined || (content ?? "content") !== "content") return new Response("Not found", { status: 404 });
  return answer(async () => {
    const job = ugoku.resume(id);
    const { status, progress } = await job.poll(); // one poll: a function must not wait for minutes
    if (content === undefined || status !== "completed") return Response.json({ id, status, progress });
    const clip = await job.wait(); // completed: sends no request
    return new Response(await clip.stream(), { headers: { "content-type": "video/mp4" } });
  });
}

/** The caller gets the error's code and hint; the log gets its message and ticket. */
async function answer(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!isUgokuError(error)) throw error;
    console.error(error);
    return Response.json({ code: error.code, hint: error.hint }, { status: error.status ?? 422 });
  }
}
