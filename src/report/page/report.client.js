// The report of a batch: sorts and filters the lines, which the page contains as JSON. Sets text only, never HTML.

const find = (selector, within = document) => within.querySelector(selector);
const data = JSON.parse(find("#data").textContent);
const hasLines = data.unit === "line";
const states = {
  failed: "Failed",
  ambiguous: "Uncertain",
  running: "Running",
  waiting: "Not started",
  skipped: "Skipped",
  done: "Done",
};
const weights = { error: 10_000, warning: 100, info: 1 };
const collator = new Intl.Collator(["en", "ja"], { numeric: true, sensitivity: "base" });

const make = (name, text, className) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
};
const formatDollars = (usd) =>
  usd === null ? "unknown" : `$${/\.\d{3}/.test(usd) ? Number(usd.toFixed(usd < 0.01 ? 9 : 4)) : usd.toFixed(2)}`;
function formatTime(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
const getTime = ({ waitedMs, ranMs }) => (waitedMs === null && ranMs === null ? null : (waitedMs ?? 0) + (ranMs ?? 0));

/** The sort value of each column; `null` is last in both directions. */
const sortColumns = [
  [hasLines ? "Line" : "No.", (row) => row.line],
  ["Image", (row) => row.image],
  ["Clip", (row) => row.clip?.name ?? null],
  ["Prompt", (row) => row.prompt],
  ["Lint", (row) => row.findings.reduce((sum, { severity }) => sum + weights[severity], 0)],
  ["Cost", (row) => row.usd],
  ["Time", getTime],
  ["Status", (row) => Object.keys(states).indexOf(row.status)],
].map(([name, value]) => ({ name, value }));

const shown = { state: "all", text: "", lint: "", column: 0, down: false };
const items = data.rows.map((row) => ({ row, element: undefined, searchText: getSearchText(row), visible: true }));
let order = items;

function getSearchText({ line, key, image, prompt, model, jobId, error, findings, columns }) {
  const found = findings.flatMap(({ rule, message }) => [rule, message]);
  const own = Object.values(columns ?? {}).map(toText);
  return [line, key, image, prompt, model, jobId, error?.code, error?.message, ...found, ...own]
    .join("\n")
    .toLowerCase();
}

function picture(source, alt) {
  const image = make("img");
  Object.assign(image, { loading: "lazy", decoding: "async", alt, src: source });
  return image;
}

function createRow(item) {
  const { row } = item;
  const element = find("#row").content.cloneNode(true).firstElementChild;
  const cell = (name) => find(`.${name}`, element);
  element.dataset.state = row.status;
  cell("line").textContent = String(row.line);
  const name = row.image.split(/[/\\]/).pop();
  const link = make(row.imageHref ? "a" : "span", undefined, "picture");
  if (row.imageHref) Object.assign(link, { href: row.imageHref, target: "_blank", rel: "noopener noreferrer" });
  link.title = row.image;
  if (row.thumbnail) link.append(picture(row.thumbnail, ""));
  link.append(make("bdi", name));
  cell("image").append(link);
  if (row.clip) {
    const button = make("button", undefined, "play");
    Object.assign(button, { type: "button", title: "Play" });
    button.setAttribute("aria-label", `Play the clip of ${hasLines ? `line ${row.line}` : name}, ${row.clip.name}`);
    button.append(row.poster ? picture(row.poster, "") : make("span", undefined, "blank"));
    button.addEventListener("click", () => play(item));
    const file = make("a");
    Object.assign(file, { href: row.clip.href, target: "_blank", rel: "noopener" });
    file.append(make("bdi", row.clip.name));
    cell("clip").append(button, file);
  } else cell("clip").append(make("span", "none", "quiet"));
  find("p", cell("prompt")).textContent = row.prompt;
  find("span", cell("prompt")).textContent = [
    row.model,
    row.seconds && `${row.seconds} s`,
    row.size?.replace("x", " × "),
  ]
    .filter(Boolean)
    .join(", ");
  for (const [name, value] of Object.entries(row.columns ?? {}))
    cell("prompt").append(make("span", `${name}: ${toText(value).slice(0, 200)}`, "quiet"));
  for (const { severity, rule, message, url } of row.findings) {
    const finding = make("p", undefined, `finding is-${severity}`);
    const name = make(url ? "a" : "span");
    if (url) Object.assign(name, { href: url, target: "_blank", rel: "noopener noreferrer" });
    name.append(make("code", rule));
    finding.append(make("strong", severity), " ", make("span", message), " ", name);
    cell("lint").append(finding);
  }
  for (const note of row.notes) cell("lint").append(make("p", note, "finding quiet"));
  if (cell("lint").childElementCount === 0) cell("lint").append(make("span", "none", "quiet"));
  cell("cost").append(make("span", row.usd === null ? "–" : formatDollars(row.usd)));
  if (row.usd === null) cell("cost").title = "unknown";
  const time = getTime(row);
  cell("time").append(make("span", time === null ? "–" : formatTime(time)));
  if (row.waitedMs !== null && row.ranMs !== null)
    cell("time").append(
      make("span", `${formatTime(row.waitedMs)} waiting`, "quiet"),
      make("span", `${formatTime(row.ranMs)} running`, "quiet"),
    );
  cell("status").append(make("span", states[row.status], "state"));
  if (row.remark) cell("status").append(make("span", row.remark, "quiet"));
  if (row.error) {
    cell("status").append(make("code", row.error.code), make("p", row.error.message, "why"));
    if (row.error.hint) cell("status").append(make("p", row.error.hint, "quiet"));
  }
  for (const [name, id] of [
    ["Job", row.jobId],
    ["Key", row.key],
  ]) {
    if (!id) continue;
    const line = make("span", `${name} `, "quiet id");
    line.append(make("code", id));
    cell("status").append(line);
  }
  element.setAttribute("role", "row");
  for (const [index, { name: label }] of sortColumns.entries()) {
    element.children[index].dataset.label = label;
    element.children[index].setAttribute("role", "cell");
  }
  return element;
}

function compare(a, b) {
  const { value } = sortColumns[shown.column];
  const [one, other] = [value(a.row), value(b.row)];
  if (one === null || other === null) return one === other ? a.row.line - b.row.line : one === null ? 1 : -1;
  const difference = typeof one === "number" ? one - other : collator.compare(one, other);
  return (shown.down ? -difference : difference) || a.row.line - b.row.line;
}

function sort() {
  order = items.toSorted(compare);
  const rows = document.createDocumentFragment();
  for (const item of order) {
    item.element ??= createRow(item);
    rows.append(item.element);
  }
  find("#rows").append(rows);
  for (const [index, head] of [...find("#head").children].entries()) {
    if (index === shown.column) head.setAttribute("aria-sort", shown.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  find("#order").value = `${shown.column} ${shown.down}`;
}

function matches({ row, searchText }) {
  if (shown.state !== "all" && row.status !== shown.state) return false;
  if (shown.text !== "" && !shown.text.split(/\s+/).every((word) => searchText.includes(word))) return false;
  if (shown.lint === "") return true;
  if (shown.lint === "none") return row.findings.length === 0;
  if (shown.lint === "any") return row.findings.length > 0;
  return row.findings.some(
    ({ rule, severity }) => shown.lint === `rule ${rule}` || shown.lint === `severity ${severity}`,
  );
}

function filter() {
  let count = 0;
  for (const item of items) {
    item.visible = matches(item);
    if (item.visible) count += 1;
    if (item.element.hidden === item.visible) item.element.hidden = !item.visible;
  }
  for (const chip of find("#states").querySelectorAll("button"))
    chip.setAttribute("aria-pressed", String(chip.value === shown.state));
  find("#empty").hidden = count > 0;
  for (const button of find("#exports").querySelectorAll("button")) button.disabled = count === 0;
  find("#count").textContent = count === items.length ? `${rows(count)}` : `${number(count)} of ${rows(items.length)}`;
}

const number = (count) => count.toLocaleString("en");
const rows = (count) => `${number(count)} ${data.unit}${count === 1 ? "" : "s"}`;

function sortBy(column) {
  shown.down = shown.column === column ? !shown.down : false;
  shown.column = column;
  sort();
}

function option(value, text) {
  const element = make("option", text);
  element.value = value;
  return element;
}

function countBy(keysOf) {
  const counts = new Map();
  for (const { row } of items) for (const key of new Set(keysOf(row))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function build() {
  const video = make("video");
  Object.assign(video, { id: "video", controls: true, playsInline: true, preload: "metadata" });
  find("#screen").replaceWith(video);
  // CSS grids lose the table semantics; roles restore them.
  for (const [name, role] of [
    ["table", "table"],
    ["thead", "rowgroup"],
    ["tbody", "rowgroup"],
    ["#head", "row"],
  ])
    find(name).setAttribute("role", role);
  find("#title").textContent = data.title;
  const createdAt = new Date(data.madeAt);
  find("#about").textContent =
    `${data.endpoint}, ${createdAt.toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })}`;
  for (const [name, value] of data.totals) {
    const total = make("div");
    total.append(make("dt", name), make("dd", value));
    find("#totals").append(total);
  }
  const notice = find("#notice");
  notice.hidden = !data.notice;
  find("p", notice).textContent = data.notice ?? "";
  find("pre", notice).hidden = !data.command;
  find("code", notice).textContent = data.command ?? "";
  for (const [index, { name }] of sortColumns.entries()) {
    const head = make("th");
    head.setAttribute("role", "columnheader");
    head.scope = "col";
    const button = make("button", name);
    button.type = "button";
    button.addEventListener("click", () => sortBy(index));
    head.append(button);
    find("#head").append(head);
    find("#order").append(option(`${index} false`, `${name} ↑`), option(`${index} true`, `${name} ↓`));
  }
  const counts = countBy(({ status }) => [status]);
  for (const [state, name] of [["all", "All"], ...Object.entries(states)]) {
    const count = state === "all" ? items.length : (counts.get(state) ?? 0);
    if (count === 0 && state !== "all") continue;
    const chip = make("button", `${name} `, "button chip");
    Object.assign(chip, { type: "button", value: state });
    chip.dataset.state = state;
    chip.append(make("span", number(count)));
    chip.addEventListener("click", () => {
      shown.state = state;
      filter();
    });
    find("#states").append(chip);
  }
  const rules = countBy(({ findings }) => findings.map(({ rule }) => `rule ${rule}`));
  const severities = countBy(({ findings }) => findings.map(({ severity }) => `severity ${severity}`));
  find("#lint").append(option("", "All"), option("any", "With findings"), option("none", "Without"));
  for (const [value, count] of [...severities, ...[...rules].toSorted()])
    find("#lint").append(option(value, `${value.split(" ")[1]} (${number(count)})`));
}

let playing;

function play(item) {
  playing = item;
  const { row } = item;
  const video = find("#video");
  find("#player-title").textContent = `${hasLines ? `Line ${row.line}: ` : ""}${row.clip.name}`;
  find("#player-prompt").textContent = row.prompt;
  find("#player-file").href = row.clip.href;
  find("#player-wrong").hidden = true;
  const [width, height] = (row.size ?? "16x9").split("x").map(Number);
  video.style.setProperty("--ratio", String(width / height));
  video.poster = row.poster ?? "";
  video.src = row.clip.href;
  find("#previous").disabled = !findPlayable(-1);
  find("#next").disabled = !findPlayable(1);
  if (!find("#player").open) find("#player").showModal();
  // Browsers may block autoplay; the user can start it.
  video.play().catch(() => {});
}

function findPlayable(step) {
  for (let at = order.indexOf(playing) + step; order[at]; at += step)
    if (order[at].visible && order[at].row.clip) return order[at];
  return undefined;
}

/** The fields of a line in the export; `errors` and `findings` are objects. */
function toRecord({ row }) {
  const { line, key, image, prompt, model, seconds, size, status, remark, clip, jobId, usd, waitedMs, ranMs } = row;
  return {
    ...{
      line: hasLines ? line : undefined,
      key,
      image,
      prompt,
      model,
      seconds,
      size,
      status,
      remark,
      clip: clip?.name,
    },
    ...{
      jobId,
      usd,
      waitedMs,
      ranMs,
      error: row.error,
      findings: row.findings,
      notes: row.notes,
      columns: row.columns,
    },
  };
}

function toText(value) {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The lines as a table: the user's own columns last, with their names. */
function toCsv(records) {
  const own = [...new Set(records.flatMap(({ columns }) => Object.keys(columns ?? {})))];
  const cells = records.map(({ error, findings, notes, columns, ...fields }) => [
    ...Object.values(fields),
    ...[error?.code, error?.message, error?.hint],
    findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`).join("\n"),
    notes.join("\n"),
    ...own.map((name) => columns?.[name]),
  ]);
  const { error, findings, notes, columns, ...fields } = records[0];
  const head = [...Object.keys(fields), "error", "errorMessage", "errorHint", "findings", "notes", ...own];
  // A spreadsheet would run a text that begins like a formula.
  const toCell = (value) =>
    `"${(typeof value === "string" ? value.replace(/^[=+\-@\t\r]/, "'$&") : toText(value)).replaceAll('"', '""')}"`;
  // The byte order mark tells spreadsheets that the text is UTF-8.
  return `\uFEFF${[head, ...cells].map((row) => `${row.map(toCell).join(",")}\r\n`).join("")}`;
}

const toJsonl = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** Saves the lines that are shown, in their order. */
function exportLines(extension, type, format) {
  const text = format(order.filter(({ visible }) => visible).map(toRecord));
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = `${data.title.replace(/\.\w+$/, "").replace(/[^\p{L}\p{N}._ -]/gu, "_")}-report.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function listen() {
  // The headers stay below the filters, which may take several rows.
  const follow = ([{ target }]) => document.body.style.setProperty("--filters", `${target.offsetHeight}px`);
  new ResizeObserver(follow).observe(find("#filters"));
  find("#csv").addEventListener("click", () => exportLines("csv", "text/csv", toCsv));
  find("#jsonl").addEventListener("click", () => exportLines("jsonl", "application/jsonl", toJsonl));
  const onInput = () => {
    shown.text = find("#text").value.trim().toLowerCase();
    filter();
  };
  find("#text").addEventListener("input", onInput);
  find("#lint").addEventListener("change", ({ target }) => {
    shown.lint = target.value;
    filter();
  });
  find("#order").addEventListener("change", ({ target }) => {
    const [column, down] = target.value.split(" ");
    Object.assign(shown, { column: Number(column), down: down === "true" });
    sort();
  });
  find("#all").addEventListener("click", () => {
    Object.assign(shown, { state: "all", text: "", lint: "" });
    find("#text").value = "";
    find("#lint").value = "";
    filter();
    find("#text").focus();
  });
  const player = find("#player");
  find("#close").addEventListener("click", () => player.close());
  player.addEventListener("click", ({ target }) => target === player && player.close());
  player.addEventListener("close", () => {
    const video = find("#video");
    video.pause();
    video.removeAttribute("src");
    video.load();
    find(".play", playing.element).focus();
  });
  find("#previous").addEventListener("click", () => play(findPlayable(-1)));
  find("#next").addEventListener("click", () => play(findPlayable(1)));
  find("#video").addEventListener("error", () => {
    if (!find("#video").hasAttribute("src")) return;
    const wrong = find("#player-wrong");
    wrong.hidden = false;
    wrong.textContent = `${playing.row.clip.name} cannot be played. The report expects it at ${playing.row.clip.href}.`;
  });
}

build();
sort();
filter();
listen();
