// Cells → Markdown: what it adds up to, then every cell.
import { cpus } from "node:os";
import { table } from "../report.mjs";
import { installedVersion } from "./setup.mjs";

const versions = (client) =>
  client.version
    ? [`${client.title} ${client.version()}`]
    : client.packages.map((name) => `${name} ${installedVersion(name)}`);

/** Date, machine and versions, in one paragraph. */
export function describeRun(clients, node, milliseconds) {
  const all = [...new Set(clients.flatMap(versions))].join(", ");
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores, ${process.platform} ${process.arch}`;
  const minutes = (milliseconds / 60_000).toFixed(1);
  return `${date}, Node ${node} for every client, ${machine}; one run, ${minutes} minutes. ${all}.`;
}

const jobIds = (cell) => cell.facts.jobs.map(({ id }) => id);
const isClip = (cell) => cell.end === "resolved" && cell.file.state === "whole";
const isPaidTwice = (cell) => cell.facts.jobs.length > 1;
const isBadFile = (cell) => cell.file.state === "partial" || cell.file.state === "error text";
const isCancelled = (cell) => cell.facts.cancels > 0;
const sameKey = ({ facts: { keys } }) => keys.length > 1 && keys[0] !== null && new Set(keys).size === 1;

const isReconciled = (cell) => isClip(cell) && cell.notes.includes("uncertain");

/** Whether the scenario can end with a clip. */
const canHaveClip = ({ never, endsBadly, errorAsContent }) => !never && !endsBadly && !errorAsContent;

/** Whether the client reached the fault: otherwise the cell proves nothing. */
function reachedFault({ facts }, { create, poll, words, content, file }) {
  if (create && facts.createRequests === 0) return false;
  if ((poll || words) && facts.polls === 0) return false;
  return !((content || file) && facts.contents === 0);
}

/** Where the job's id is available: in the error, in an earlier response, or nowhere. */
function whereIsId(cell) {
  if (cell.held) return "caller";
  return jobIds(cell).some((id) => cell.shown?.includes(id)) ? "error" : "nobody";
}

/**
 * A job that is paid for, has no clip, and whose id is not available. Not if the caller asked to stop, if there can be no
 * clip, or if the URL of the clip is known.
 */
function isLost(cell, scenario) {
  if (scenario.givenUp || scenario.endsBadly || scenario.file || isCancelled(cell)) return false;
  return jobIds(cell).length > 0 && !isClip(cell) && whereIsId(cell) === "nobody";
}

/** Generic class names: their messages are shown too. */
const vague = ["Error", "TypeError", "SyntaxError"];

/** The client's outcome, short enough for a table. */
function words(cell) {
  if (cell.end === "waiting") return `**still waiting at ${cell.cap / 1000} s**`;
  if (cell.end === "resolved") {
    if (!isClip(cell)) return cell.said ?? "reports success";
    return isReconciled(cell) ? "uncertain → reconciled, clip" : "clip";
  }
  // `JobFailedError job_failed` would repeat itself.
  const isSaid = String(cell.code ?? "").replaceAll("_", "") === cell.name.replace(/Error$/, "").toLowerCase();
  const code = isSaid || cell.code === undefined || cell.code === "" ? "" : ` ${cell.code}`;
  const [line] = cell.message.split("\n");
  const quote = vague.includes(cell.name) ? ` "${line.length > 40 ? `${line.slice(0, 39)}…` : line}"` : "";
  const looked = cell.notes.includes("not found") ? ", reconcile: not found" : "";
  return `error: ${cell.name}${code}${quote}${looked}`;
}

function showFile(client, { state, percent }) {
  const whole = { nothing: "no file", whole: "complete file", "error text": "**error text as clip.mp4**" };
  const text = whole[state] ?? `**${percent} % as clip.mp4**`;
  return client.endsWithUrl ? `${text} (caller's own code)` : text;
}

function showJobs(cell) {
  const { length } = jobIds(cell);
  if (length < 2) return `${length}`;
  return `**${length}**${sameKey(cell) ? " (same key)" : ""}`;
}

function showCell(client, cell, scenario) {
  if (cell.leftOut) return `– ${cell.leftOut}`;
  const parts = [words(cell), showJobs(cell), `${cell.seconds.toFixed(1)} s`];
  if (isCancelled(cell)) parts.push("cancels the job");
  else if (!isClip(cell) && jobIds(cell).length > 0 && !scenario.file)
    parts.push({ error: "id", caller: "id (caller's)", nobody: "**no id**" }[whereIsId(cell)]);
  if (scenario.file || isBadFile(cell)) parts.push(showFile(client, cell.file));
  if (!reachedFault(cell, scenario)) parts.push("**the fault was not reached**");
  if (cell.uncaught.length > 0) parts.push("**uncaught exception**");
  return parts.join(" · ").replaceAll("|", "\\|");
}

const showClips = (clips, possible, reconciled) =>
  `${clips} of ${possible}${reconciled > 0 ? `, ${reconciled} of them by \`reconcile()\`` : ""}`;

/** The two tables. */
export function report(clients, rows, cells) {
  const cellOf = (client, scenario) => cells.get(`${client.name} ${scenario.id}`);
  const count = (client, test) =>
    rows.filter((row) => {
      const cell = cellOf(client, row);
      return !cell.leftOut && test(cell, row);
    }).length;
  const sums = clients.map((client) => [
    client.title,
    showClips(
      count(client, isClip),
      count(client, (_cell, row) => canHaveClip(row)),
      count(client, isReconciled),
    ),
    count(client, isPaidTwice),
    count(client, isLost),
    client.endsWithUrl ? "– gives a URL" : count(client, isBadFile),
  ]);
  const head = ["client", "clips", "rows with more than one job", "rows with a lost job", "rows with a bad file"];
  const full = rows.map((row) => [row.title, ...clients.map((client) => showCell(client, cellOf(client, row), row))]);
  return `${table(head, sums)}\n\n${table(["what goes wrong", ...clients.map(({ title }) => title)], full)}`;
}
