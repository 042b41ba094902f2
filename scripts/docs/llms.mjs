// Generates llms.txt (https://llmstxt.org) from the pages: an index for language models that write code.
// `npm run docs` also writes llms-full.txt to the site.
import { plainText, withoutFences } from "./markdown.mjs";
import { pages, read } from "./pages.mjs";
import { sourceBase } from "./repository.mjs";

const sections = [
  ["Guides", "Guides"],
  ["Reference", "Reference"],
  ["Lint rules", "Optional"],
  ["Decisions", "Optional"],
  ["Project", "Optional"],
];

/** The first paragraph of prose: without heading, pictures, tables and links to translations. */
export function firstParagraphOf(text) {
  const paragraphs = withoutFences(text)
    .replace(/<!--.*?-->/gs, "")
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim().replace(/\s+/g, " "));
  // Prose has sentences, and at least 20 letters outside of links.
  const isProse = (paragraph) => {
    const own = paragraph.replace(/!?\[[^\]]*\]\([^)]*\)/g, "…");
    return /[.?!:。](?=\s|$|\*)/.test(own) && (own.match(/\p{Letter}/gu) ?? []).length >= 20;
  };
  return plainText(
    paragraphs.find((paragraph) => /^(?!Severity:)[\p{Letter}`*[]/u.test(paragraph) && isProse(paragraph)) ?? "",
  );
}

const firstParagraph = (path) => firstParagraphOf(read(path));

/** As many first sentences as fit into 180 characters, at least one. */
function summaryOf(path) {
  const sentences = firstParagraph(path).match(/.+?[.?!:。](?=\s|$)/g) ?? [];
  let text = "";
  for (const sentence of sentences) {
    if (text !== "" && text.length + sentence.length > 180) break;
    text += sentence;
  }
  return text.trim().replace(/:$/, ".");
}

/** The listed pages: without indexes and translations. */
const listed = () =>
  pages().filter(({ path, group }) => group !== "None" && !path.endsWith(".ja.md") && !path.endsWith("/README.md"));

/** The short file: a summary of ugoku, and one line for each page. */
export function llmsTxt() {
  const [, title] = /^# (.+)$/m.exec(read("README.md"));
  const parts = [`# ${title}`, `> ${firstParagraph("README.md")}`, entryPoints()];
  for (const name of new Set(sections.map(([, section]) => section))) {
    const groups = sections.filter(([, section]) => section === name).map(([group]) => group);
    const rows = listed()
      .filter(({ group }) => groups.includes(group))
      .map(({ path, title: text, group }) => {
        // The title of a decision is its summary.
        const summary = group === "Decisions" ? "" : summaryOf(path);
        return `- [${text}](${sourceBase()}${path})${summary && `: ${summary}`}`;
      });
    parts.push(`## ${name}`, rows.join("\n"));
  }
  return `${parts.join("\n\n")}\n`;
}

/** The entry points, with the first sentence of their docstrings. */
function entryPoints() {
  const { entryPoints: files } = JSON.parse(read("scripts/docs/typedoc.json"));
  const rows = files.map((file) => {
    const path = file.replace("../../", "");
    const [, docstring] = /^\/\*\*(.*?)\*\//s.exec(read(path)) ?? [];
    const [, name] = /@module (\S+)/.exec(docstring ?? "") ?? [];
    const text = (docstring ?? "")
      .replace(/^ *\* ?/gm, "")
      .split("@")[0]
      .trim()
      .replace(/\s+/g, " ");
    return name && `- \`${name}\`: ${/^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text}`;
  });
  return `Imports (ESM and CommonJS, Node 20.19 or later):\n\n${rows.filter(Boolean).join("\n")}`;
}

/** A page as plain text: without comments and pictures, and with headings one level deeper. */
const asPart = (path) => {
  const text = read(path)
    .replace(/<!--.*?-->\n?/gs, "")
    .replace(/^!\[[^\n]*\n+/gm, "")
    .replace(/<div[^>]*><\/div>\n*|<noscript>.*?<\/noscript>\n*/gs, "");
  const outside = withoutFences(text).split("\n");
  const lines = text.split("\n").map((line, index) => (outside[index] && /^#+ /.test(line) ? `#${line}` : line));
  return `<!-- ${path} -->\n\n${lines.join("\n").trim()}`;
};

/**
 * The long file: README, guides and reference, then the exports.
 *
 * @param {import("typedoc").ProjectReflection} project
 */
export function llmsFullTxt(project) {
  const paths = listed()
    .filter(({ group }) => ["Guides", "Reference"].includes(group))
    .map(({ path }) => path);
  return `${["README.md", ...paths].map(asPart).join("\n\n")}\n\n${apiSummary(project)}\n`;
}

function apiSummary(project) {
  const textOf = (comment) =>
    (comment?.summary ?? [])
      .map(({ text }) => text)
      .join("")
      .replace(/\s+/g, " ")
      .trim();
  const sections = project.children
    .filter((module) => module.children?.length)
    .map((module) => {
      const rows = module.children
        .filter((item) => !item.isReference())
        .map((item) => {
          const signatures = item.signatures ?? [];
          const comment = textOf(item.comment) || textOf(signatures[0]?.comment);
          const written = signatures.length > 0 ? signatures.map(signatureOf).join("\n") : declarationOf(item);
          return `### ${item.name}\n\n${comment ? `${comment}\n\n` : ""}\`\`\`ts\n${written}\n\`\`\``;
        });
      return `## API of ${module.name}\n\n${rows.join("\n\n")}`;
    });
  return sections.join("\n\n");
}

function signatureOf({ name, parameters = [], type }) {
  const list = parameters.map(
    (parameter) => `${parameter.name}${parameter.flags.isOptional ? "?" : ""}: ${parameter.type}`,
  );
  return `function ${name}(${list.join(", ")}): ${type}`;
}

function declarationOf(item) {
  const members = (item.children ?? []).filter(({ flags }) => !flags.isInherited);
  if (members.length === 0)
    return item.type
      ? `${item.kindOf(0x200000) ? "type" : "const"} ${item.name}${item.kindOf(0x200000) ? " =" : ":"} ${item.type}`
      : item.name;
  const rows = members.flatMap((member) =>
    member.signatures
      ? member.signatures.map((signature) => `  ${signatureOf(signature).replace(/^function /, "")};`)
      : [`  ${member.name}${member.flags.isOptional ? "?" : ""}: ${member.type ?? member.getSignature?.type};`],
  );
  const kind = item.kindOf(0x80) ? "class" : "interface";
  return `${kind} ${item.name} {\n${rows.join("\n")}\n}`;
}
