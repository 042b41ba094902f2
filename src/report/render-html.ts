/** Renders the report of a batch as one self-contained HTML page. */
import { createHash } from "node:crypto";

/** The state of a line. */
export type ReportState = "done" | "failed" | "ambiguous" | "running" | "waiting" | "skipped";

/** One line of a manifest, or one image of a folder. */
export interface ReportRow {
  /** The number of the line in the manifest, or of the image in the folder. */
  readonly line: number;
  readonly key: string;
  /** The path or URL in the manifest. */
  readonly image: string;
  /** The image's URL, relative to the page. */
  readonly imageHref?: string | undefined;
  /** A thumbnail of the image as a `data:` URL. */
  readonly thumbnail?: string | undefined;
  /** A thumbnail of the clip as a `data:` URL. */
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
    /** The page of the rule. */
    readonly url?: string | undefined;
  }[];
  /** Warnings of the plan. */
  readonly notes: readonly string[];
  /** The user's own columns. */
  readonly columns?: Readonly<Record<string, unknown>> | undefined;
  /** Estimated cost in US dollars. */
  readonly usd: number | null;
  /** Milliseconds in the queue, and in progress. */
  readonly waitedMs: number | null;
  readonly ranMs: number | null;
  readonly status: ReportState;
  /** A remark on the status, such as "by an earlier run". */
  readonly remark?: string | undefined;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string | undefined } | undefined;
  readonly jobId?: string | undefined;
}

/** The content of the page. */
export interface Report {
  readonly title: string;
  /** What the rows are. */
  readonly unit: "line" | "image";
  readonly endpoint: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Names and formatted values. */
  readonly totals: readonly (readonly [name: string, value: string])[];
  /** The next step for the reader, and the command for it. */
  readonly notice?: string | undefined;
  readonly command?: string | undefined;
  readonly rows: readonly ReportRow[];
}

/** The sources of the page. */
export interface ReportTexts {
  readonly html: string;
  readonly css: string;
  readonly script: string;
  readonly icon: string;
}

/** Yields the page in parts: with images, it is too large for one string. */
export function* renderReport({ rows, ...report }: Report, texts: ReportTexts): Generator<string, void, undefined> {
  const icon = `data:image/svg+xml;base64,${Buffer.from(texts.icon).toString("base64")}`;
  // Splitting first keeps placeholders in the data from being replaced.
  for (const part of texts.html.split(/(<!--\w+-->)/)) {
    if (part === "<!--head-->") {
      // Must precede the elements that it applies to.
      yield `<meta http-equiv="Content-Security-Policy" content="${getContentSecurityPolicy(texts)}" />\n`;
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

/** Allows only this script and this style, and clips from the page's own origin. */
function getContentSecurityPolicy({ css, script }: ReportTexts): string {
  return [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(css)}'`,
    "img-src data:",
    "media-src 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

const hash = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** In a script element, `<` could close it or open a comment. */
const escapeJson = (value: object): string => JSON.stringify(value).replace(/</g, "\\u003c");

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
