// The page of `ugoku serve`: asks for the jobs again and again, and changes only what has changed, so that a player
// goes on playing. Texts are set as text, never as HTML.

const find = (selector, within = document) => within.querySelector(selector);
const cards = new Map();
let known = new Map();
let isFirst = true;
let seen = "";

const states = { queued: "Waiting", in_progress: "Rendering", completed: "Done", failed: "Failed" };

function makeCard(job) {
  const item = find("#card").content.cloneNode(true).firstElementChild;
  const [width, height] = job.size.split("x").map(Number);
  const image = find("img", item);
  const video = document.createElement("video");
  Object.assign(video, { controls: true, playsInline: true, hidden: true });
  find(".clip", item).prepend(video);
  if (job.hasFiles) image.src = `/jobs/${job.id}/image`;
  image.alt = `The picture of job ${job.id}`;
  // A place of the clip's own shape: nothing jumps when it comes. The clip begins with the picture.
  video.style.setProperty("--ratio", String(width / height));
  video.setAttribute("aria-label", `Clip of job ${job.id}`);
  find(".prompt", item).textContent = job.prompt;
  find(".size", item).textContent = job.size.replace("x", " × ");
  find(".length", item).textContent = `${job.seconds} s`;
  find(".model", item).textContent = job.model;
  find(".id", item).textContent = job.id;
  const time = find("time", item);
  const created = new Date(job.createdAt * 1000);
  time.dateTime = created.toISOString();
  time.textContent = created.toLocaleTimeString();
  const remove = find(".delete", item);
  remove.setAttribute("aria-label", `Delete job ${job.id}`);
  remove.addEventListener("click", () => deleteJob(job.id, remove));
  return item;
}

function updateCard(item, job) {
  const article = find("article", item);
  article.className = `card is-${job.status}`;
  find(".state", item).textContent = states[job.status] ?? job.status;
  const ended = job.status === "completed" || job.status === "failed";
  const wait = find(".wait", item);
  wait.hidden = ended;
  if (!ended) {
    const bar = find("progress", item);
    bar.value = job.progress;
    bar.setAttribute("aria-label", `Progress of job ${job.id}`);
    find("p", wait).textContent =
      job.status === "in_progress" ? `${job.progress} %` : job.ahead === 0 ? "Next in line" : `${job.ahead} before it`;
  }
  const plays = job.status === "completed" && job.hasFiles;
  const video = find("video", item);
  if (plays && video.hidden) {
    video.poster = `/jobs/${job.id}/image`;
    // Its length, and for few of them only.
    video.preload = cards.size > 12 ? "none" : "metadata";
    video.src = `/jobs/${job.id}/video`;
  }
  if (!plays && !video.hidden) video.removeAttribute("src");
  video.hidden = !plays;
  article.classList.toggle("is-bare", !job.hasFiles);
  const note = find(".note", item);
  note.hidden = plays || !ended;
  note.textContent = job.error ? job.error.message : "Not kept any more: only the newest clips are.";
  const save = find(".save", item);
  save.hidden = !plays;
  save.href = `/jobs/${job.id}/video`;
  save.download = `${job.id}.mp4`;
}

async function deleteJob(id, button) {
  button.disabled = true;
  const response = await fetch(`/jobs/${id}`, { method: "DELETE" }).catch(() => undefined);
  if (!response || (!response.ok && response.status !== 404)) {
    button.disabled = false;
    say("The job could not be deleted.");
    return;
  }
  const item = cards.get(id);
  const next = item?.nextElementSibling ?? item?.previousElementSibling;
  forget(id);
  // Who uses a keyboard must not be thrown to the top of the page.
  (next ? find(".delete", next) : find("#jobs-title")).focus();
  say("Deleted.");
  await look();
}

function forget(id) {
  cards.get(id)?.remove();
  cards.delete(id);
}

function say(text) {
  find("#said").textContent = text;
}

function show({ jobs, total, needsKey }) {
  const ids = new Set(jobs.map(({ id }) => id));
  for (const id of [...cards.keys()]) if (!ids.has(id)) forget(id);
  const list = find("#jobs");
  for (const [index, job] of jobs.entries()) {
    const before = known.get(job.id);
    if (before && before.status !== job.status) say(`Job ${job.id}: ${states[job.status] ?? job.status}`);
    let item = cards.get(job.id);
    if (!item) {
      item = makeCard(job);
      cards.set(job.id, item);
    }
    // Moving a player would stop it.
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
    updateCard(item, job);
  }
  known = new Map(jobs.map((job) => [job.id, job]));
  find("#empty").hidden = jobs.length > 0;
  find("#count").textContent =
    total > jobs.length ? `the newest ${jobs.length} of ${total}` : total === 0 ? "" : String(total);
  if (isFirst) {
    find("#how").open = jobs.length === 0;
    showUse(needsKey);
    isFirst = false;
  }
}

function showUse(needsKey) {
  const base = `${location.origin}/v1`;
  find("#base").textContent = base;
  const header = needsKey ? ` -H "Authorization: Bearer $KEY"` : "";
  find("#use-curl").textContent = [
    `curl ${base}/videos${header} \\`,
    '  -F prompt="The camera pushes in." -F size=1280x720 \\',
    '  -F "input_reference=@photo.jpg;type=image/jpeg"',
    `curl ${base}/videos/THE_ID/content${header} -o clip.mp4`,
  ].join("\n");
  find("#use-ugoku").textContent =
    `${needsKey ? "UGOKU_API_KEY=$KEY " : ""}npx ugoku animate photo.jpg -p "The camera pushes in." --base-url ${base}`;
  find("#use-openai").textContent = [
    'import { readFile } from "node:fs/promises";',
    'import OpenAI, { toFile } from "openai";',
    `const openai = new OpenAI({ baseURL: "${base}", apiKey: ${needsKey ? "process.env.KEY" : '"none"'} });`,
    'const input_reference = await toFile(readFile("photo.jpg"), "photo.jpg", { type: "image/jpeg" });',
    'await openai.videos.create({ prompt: "The camera pushes in.", size: "1280x720", input_reference });',
  ].join("\n");
}

async function look() {
  try {
    const response = await fetch("/jobs");
    // The server was started anew, and knows this browser no more.
    if (response.status === 401) location.reload();
    if (!response.ok) throw new Error(String(response.status));
    const text = await response.text();
    if (text !== seen) show(JSON.parse(text));
    seen = text;
    find("#trouble").hidden = true;
  } catch {
    find("#trouble").hidden = false;
  }
}

async function watch() {
  if (!document.hidden) await look();
  const isBusy = [...known.values()].some(({ status }) => status === "queued" || status === "in_progress");
  setTimeout(watch, isBusy ? 400 : 1500);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void look();
});
void watch();
