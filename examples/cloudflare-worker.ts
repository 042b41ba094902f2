// A Cloudflare Worker: POST / with an image and a prompt submits a job and returns its ticket. POST /poll with the ticket
// returns its status; POST /clip with the ticket streams the MP4. The Worker has no state: the caller stores the ticket.
import { createUgoku, isUgokuError, type Ticket } from "ugoku";

interface Env {
  readonly UGOKU_BASE_URL: string;
  readonly UGOKU_API_KEY?: string;
}

async function answer(request: Request, env: Env): Promise<Response> {
  const { pathname } = new URL(request.url);
  // One client for each request: in Workers a request cannot use the connections of another.
  const ugoku = createUgoku({ baseURL: env.UGOKU_BASE_URL, apiKey: env.UGOKU_API_KEY, logger: false });

  if (pathname === "/") {
    const form = await request.formData();
    const [image, prompt] = [form.get("image"), form.get("prompt")];
    if (!(image instanceof File) || typeof prompt !== "string") return new Response("image, prompt", { status: 400 });
    // Workers have no sharp: the image must have the size of the clip, 720x1280 or 1280x720.
    const job = await ugoku.animate(image).withPrompt(prompt).fit("exact").submit();
    return Response.json(job.ticket, { status: 202 });
  }

  const result = await ugoku.advance((await request.json()) as Ticket, { budgetMs: 2_000 });
  if (result.status === "failed") throw result.error;
  if (result.status === "running") return Response.json(result, { status: 202 });
  if (pathname === "/poll") return Response.json({ status: "completed" });
  return new Response(await result.clip.stream(), { headers: { "content-type": "video/mp4" } });
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (request.method !== "POST") return new Response("POST only", { status: 405 });
    try {
      return await answer(request, env);
    } catch (error) {
      if (!isUgokuError(error)) throw error;
      // For an image of another size, ugoku's hint is to crop it; here only the caller can do that.
      const isOtherSize = error.code === "image_size_mismatch";
      const hint = isOtherSize ? "Send an image of exactly 720x1280 or 1280x720 pixels." : error.hint;
      // Neither contains the key or the image.
      return Response.json({ code: error.code, hint }, { status: error.status ?? 422 });
    }
  },
};
