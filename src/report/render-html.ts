/**
 * The report of a batch as one page: no file beside it, nothing from elsewhere.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** How a line stands. */
export type ReportState = "done" | "failed" | "ambiguous" | "running" | "waiting" | "skipped";

/** One line of a manifest. */
export interface ReportRow {
  /** Its number in the manifest. */
  readonly line: number;
  readonly key: string;
  /** As the manifest names it. */
  readonly image: string;
  /** Where the page's reader finds it, from the page's folder. */
  readonly imageHref?: string | undefined;
  /** A small picture as a `data:` URL. */
  readonly thumbnail?: string | undefined;
  /** The same of the clip. */
  readonly poster?: string | undefined;
  readonly clip?: { readonly name: string; readonly href: string } | undefined;
  readonly prompt: string;
  readonly model?: string | undefined;
  readonly seconds?: number | undefined;
  readonly size?: string | undefined;
  readonly findings: readonly {
    readonly severity: "error" | "warning" | "info";
    readonly rule: string;
    readonly message: string;
  }[];
  /** What the plan warns of. */
  readonly notes: readonly string[];
  /** US dollars, estimated. */
  readonly usd: number | null;
  /** Milliseconds until the server began, and from then to the clip. */
  readonly waitedMs: number | null;
  readonly ranMs: number | null;
  readonly status: ReportState;
  /** Beside the status, such as "by an earlier run". */
  readonly remark?: string | undefined;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string | undefined } | undefined;
  readonly jobId?: string | undefined;
}

/** What the page shows. */
export interface Report {
  readonly title: string;
  readonly endpoint: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Name and value, as they are shown. */
  readonly totals: readonly (readonly [name: string, value: string])[];
  /** What its reader should do next, and the command for it. */
  readonly notice?: string | undefined;
  readonly command?: string | undefined;
  readonly rows: readonly ReportRow[];
}

/** The texts that the page is made of. */
export interface ReportTexts {
  readonly html: string;
  readonly css: string;
  readonly script: string;
  readonly icon: string;
}

/** The page, piece by piece: with its pictures it is too large to be copied about. */
export function* renderReport({ rows, ...report }: Report, texts: ReportTexts): Generator<string, void, undefined> {
  const icon = `data:image/svg+xml;base64,${Buffer.from(texts.icon).toString("base64")}`;
  // What comes out of the data is not looked through for further places.
  for (const part of texts.html.split(/(<!--\w+-->)/)) {
    if (part === "<!--head-->") {
      // Before anything that it judges.
      yield `<meta http-equiv="Content-Security-Policy" content="${policyOf(texts)}" />\n`;
      yield `<title>${escapeHtml(report.title)}</title>\n`;
      yield `<link rel="icon" href="${icon}" type="image/svg+xml" />\n<style>${texts.css}</style>`;
    } else if (part === "<!--icon-->") yield `<img src="${icon}" alt="" width="36" height="36" />`;
    else if (part === "<!--foot-->") {
      yield `<script type="application/json" id="data">${escapeJson(report).slice(0, -1)},"rows":[`;
      for (const [at, row] of rows.entries()) yield `${at === 0 ? "" : ","}\n${escapeJson(row)}`;
      yield `]}</script>\n<script>${texts.script}</script>`;
    } else yield part;
  }
}

/** Only this script and this style run, whatever a prompt or a file's name says; clips come from where the page is. */
function policyOf({ css, script }: ReportTexts): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(css)}'`,
    "img-src data:",
    "media-src 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** Inside a script element, `<` could end it or open a comment. */
const escapeJson = (value: object): string => JSON.stringify(value).replace(/</g, "\\u003c");

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
