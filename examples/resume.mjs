// Submits in one process and finishes in another. The ticket that connects them is plain JSON without secrets.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createUgoku } from "ugoku";
import { createFakeVideosApi } from "ugoku/testing";

const parts = {
  async start() {
    const { animate } = createUgoku(); // the server of UGOKU_BASE_URL
    const prompt = "The woman slowly turns to the right and smiles; guests chat softly behind her.";
    const job = await animate("photo.jpg").withPrompt(prompt).fit("cover").submit();
    writeFileSync("ticket.json", JSON.stringify(job.ticket));
    console.log(`process ${process.pid} submitted ${job.id} and ends`);
  },
  async finish() {
    const job = createUgoku().resume(JSON.parse(readFileSync("ticket.json", "utf8")));
    const clip = await job.wait();
    await clip.saveTo("resumed.mp4", { overwrite: true });
    console.log(`process ${process.pid} saved resumed.mp4`);
  },
};

const part = process.argv[2];
if (part === "start" || part === "finish") await parts[part]();
else {
  // Without an argument: both, one after the other, on a fake server unless UGOKU_BASE_URL is set.
  const server = await createFakeVideosApi().listen();
  const env = { UGOKU_BASE_URL: server.url, ...process.env };
  for (const part of ["start", "finish"]) {
    const child = spawn(process.execPath, ["resume.mjs", part], { env, stdio: "inherit" });
    const [code] = await once(child, "exit");
    process.exitCode ||= code;
  }
  await server.close();
}
