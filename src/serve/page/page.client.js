// The page of `ugoku serve`: polls the jobs and updates only what changed, so that playback is not interrupted. Sets text
// only, never HTML.

const find = (selector, within = document) => within.querySelector(selector);
const cards = new Map();
let known = new Map();
let isFirst = true;
let lastText = "";

const states = { queued: "Queued", in_progress: "Rendering", completed: "Done", failed: "Failed" };

function makeCard(job) {
  const item = find("#card").content.cloneNode(true).firstElementChild;
  const [width, height] = job.size.split("x").map(Number);
  const image = find("img", item);
  const video = document.createElement("video");
  Object.assign(video, { controls: true, playsInline: true, hidden: true });
  find(".clip", item).prepend(video);
  if (job.hasFiles) image.src = `/jobs/${job.id}/image`;
  image.alt = `The image of job ${job.id}`;
  // Reserves the space of the clip, so that the layout does not shift.
  video.style.setProperty("--ratio", String(width / height));
  video.setAttribute("aria-label", `Clip of job ${job.id}`);
  find(".prompt", item).textContent = job.prompt;
  find(".size", item).textContent = job.size.replace("x", " × ");
  find(".length", item).textContent = `${job.seconds} s`;
  find(".model", item).textContent = job.model;
  find(".id code", item).textContent = job.id;
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
      job.status === "in_progress"
        ? `${job.progress} %`
        : job.ahead === 0
          ? "Next in the queue"
          : `Number ${job.ahead + 1} in the queue`;
  }
  const plays = job.status === "completed" && job.hasFiles;
  const video = find("video", item);
  if (plays && video.hidden) {
    video.poster = `/jobs/${job.id}/image`;
    // Preloads the metadata only, and only for a few clips.
    video.preload = cards.size > 12 ? "none" : "metadata";
    video.src = `/jobs/${job.id}/video`;
  }
  if (!plays && !video.hidden) video.removeAttribute("src");
  video.hidden = !plays;
  article.classList.toggle("is-bare", !job.hasFiles);
  const note = find(".note", item);
  note.hidden = plays || !ended;
  note.textContent = job.error ? job.error.message : "No longer available: only the newest clips are kept.";
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
    announce("The job could not be deleted.");
    return;
  }
  const item = cards.get(id);
  const next = item?.nextElementSibling ?? item?.previousElementSibling;
  removeCard(id);
  // Keeps the position of keyboard users.
  (next ? find(".delete", next) : find("#jobs-title")).focus();
  announce("Deleted.");
  await poll();
}

function removeCard(id) {
  cards.get(id)?.remove();
  cards.delete(id);
}

function announce(text) {
  find("#status").textContent = text;
}

function showRefusals(refusals) {
  find("#refused").hidden = refusals.length === 0;
  const items = refusals.map(({ at, status, code, message }) => {
    const item = document.createElement("li");
    const time = document.createElement("time");
    time.className = "quiet";
    time.dateTime = new Date(at).toISOString();
    time.textContent = new Date(at).toLocaleTimeString();
    const name = document.createElement("code");
    name.textContent = code ?? "";
    item.append(time, ` ${status} ${message ?? "no reason is given"} `, name);
    return item;
  });
  find("#refusals").replaceChildren(...items);
}

function render({ jobs, total, refusals, needsKey }) {
  const ids = new Set(jobs.map(({ id }) => id));
  for (const id of [...cards.keys()]) if (!ids.has(id)) removeCard(id);
  const list = find("#jobs");
  for (const [index, job] of jobs.entries()) {
    const before = known.get(job.id);
    if (before && before.status !== job.status) announce(`Job ${job.id}: ${states[job.status] ?? job.status}`);
    let item = cards.get(job.id);
    if (!item) {
      item = makeCard(job);
      cards.set(job.id, item);
    }
    // Moving a video element would stop it.
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
    updateCard(item, job);
  }
  known = new Map(jobs.map((job) => [job.id, job]));
  showRefusals(refusals);
  find("#empty").hidden = jobs.length > 0;
  find("#count").textContent =
    total > jobs.length ? `the newest ${jobs.length} of ${total}` : total === 0 ? "" : String(total);
  if (isFirst) {
    find("#how").open = jobs.length === 0;
    showExamples(needsKey);
    isFirst = false;
  }
}

function showExamples(needsKey) {
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

async function poll() {
  try {
    const response = await fetch("/jobs");
    if (!response.ok) throw new Error(String(response.status));
    const text = await response.text();
    if (text !== lastText) render(JSON.parse(text));
    lastText = text;
    find("#trouble").hidden = true;
  } catch {
    find("#trouble").hidden = false;
  }
}

async function pollLoop() {
  if (!document.hidden) await poll();
  const isBusy = [...known.values()].some(({ status }) => status === "queued" || status === "in_progress");
  setTimeout(pollLoop, isBusy ? 400 : 1500);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void poll();
});
void pollLoop();
