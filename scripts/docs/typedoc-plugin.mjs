// A TypeDoc plugin: the structure of the site, and the same page URLs and heading anchors as on GitHub.
import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import {
  Application,
  Converter,
  IndexEvent,
  IntrinsicType,
  JSX,
  KindRouter,
  OptionDefaults,
  PageEvent,
  ReflectionKind,
  RendererEvent,
} from "typedoc";
import { plainText, Slugs } from "./markdown.mjs";
import { groups, pages, root } from "./pages.mjs";
import { sourceBase } from "./repository.mjs";
import { writeSearch } from "./search.mjs";

const byPath = new Map(pages().map((page) => [page.path, page]));

/** @param {import("typedoc").Application} app */
export function load(app) {
  const pageOf = (document) => {
    const path = document.project.files.getReflectionPath(document);
    return byPath.get(relative(root, path ?? ""));
  };

  app.internationalization.addTranslations("en", { kind_plural_module: "API" });
  // A link to a folder shows its README.md, as on GitHub.
  app.converter.on(Converter.EVENT_BEGIN, ({ project }) => {
    const { files } = project;
    const register = files.register.bind(files);
    files.register = (from, link) => {
      const inside = join(link, "README.md").replaceAll("\\", "/");
      const isFolder = existsSync(resolve(dirname(from), inside));
      return register(from, isFolder ? inside : link);
    };
  });
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const page = pageOf(document);
    if (!page) return;
    document.name = page.title;
    document.frontmatter.group = page.group;
  });

  // The type of a service contains its models with all limits and prices, which are the tables of docs/options.md.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const { type } of project.getReflectionsByKind(ReflectionKind.Variable)) {
      if (type?.type !== "reference" || type.name !== "Service" || !type.typeArguments) continue;
      project.removeTypeReflections(type.typeArguments[0]);
      type.typeArguments[0] = new IntrinsicType("…");
    }
  });

  // Links "Defined in src/index.ts:104" to the repository; code of dependencies is not in it.
  // TypeDoc requires `sourceLinkTemplate`, whose paths are relative to another folder.
  const base = sourceBase();
  const linkSources = ({ project }) => {
    for (const source of Object.values(project.reflections).flatMap(({ sources = [] }) => sources)) {
      const { fileName, line } = source;
      source.url = !fileName.startsWith("node_modules/") ? `${base}${fileName}#L${line}` : undefined;
    }
  };
  // After TypeDoc's own listener, which sets the sources.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, linkSources, -100);

  class PageRouter extends KindRouter {
    buildPages(project) {
      const built = super.buildPages(project);
      // The start page is Markdown as well.
      this.sluggers.set(project, new Slugs());
      return built;
    }
    getIdealBaseName(reflection) {
      return (reflection.isDocument() && pageOf(reflection)?.url) || super.getIdealBaseName(reflection);
    }
    buildChildPages(target, outPages) {
      super.buildChildPages(target, outPages);
      if (target.isDocument?.()) this.sluggers.set(target, new Slugs());
    }
  }
  app.renderer.defineRouter("pages", PageRouter);
  let page;
  app.renderer.on(PageEvent.BEGIN, (event) => {
    page = event;
  });
  const extendMarkdown = (parser) => {
    // "CHANGELOG.md" is a file, not a host in Moldova.
    parser.linkify.set({ fuzzyLink: false });
    parser.core.ruler.push("ugoku-headings-and-names", ({ tokens, Token }) => {
      for (const [index, token] of tokens.entries()) {
        if (token.type === "html_block") token.content = withFileName(token.content, tokens[index + 1]);
        if (token.type !== "inline") continue;
        if (tokens[index - 1]?.type === "heading_open") nameCodeInHeading(token);
        else token.children = linkNames(token.children, Token, page, app.renderer.router);
      }
    });
  };
  // TypeDoc overwrites options that a plugin sets earlier.
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    app.options.setValue("groupOrder", [...groups, "*"]);
    app.options.setValue("router", "pages");
    app.options.setValue("navigationLinks", {
      "Get started": "site:guides/getting-started-node.html",
      Options: "site:options.html",
      Pages: "site:contents.html",
      Playground: "site:playground.html",
      日本語: "site:README.ja.html",
    });
    app.options.setValue("markdownItLoader", extendMarkdown);
    app.options.setValue("blockTags", [...OptionDefaults.blockTags, "@unit"]);
  });

  // TypeDoc does not adapt these links to the folder of the page.
  app.renderer.on(PageEvent.END, (event) => {
    const up = "../".repeat(event.url.split("/").length - 1);
    event.contents = event.contents?.replaceAll('href="site:', `href="${up}`);
    if (event.url.endsWith(".ja.html")) event.contents = event.contents?.replace(' lang="en"', ' lang="ja"');
  });

  let indexed;
  app.renderer.on(IndexEvent.PREPARE_INDEX, ({ searchResults }) => {
    indexed = searchResults;
  });
  // After TypeDoc's own listener, which writes main.js.
  app.renderer.on(
    RendererEvent.END,
    ({ outputDirectory }) => writeSearch(join(outputDirectory, "assets"), indexed),
    -100,
  );

  app.renderer.hooks.on("body.end", (context) =>
    isPlayground(context.page)
      ? JSX.createElement("script", { src: context.relativeURL("assets/playground.js"), defer: true })
      : JSX.createElement(JSX.Fragment, null),
  );
  app.renderer.hooks.on("head.end", (context) =>
    isPlayground(context.page)
      ? JSX.createElement("link", { rel: "stylesheet", href: context.relativeURL("assets/playground.css") })
      : JSX.createElement(JSX.Fragment, null),
  );
}

const isPlayground = (page) => page.url === "playground.html";

/** TypeDoc omits code from heading anchors and from the table of contents; GitHub does not. */
function nameCodeInHeading(inline) {
  for (const child of inline.children)
    if (child.type === "code_inline") child.children = [{ type: "text", content: plainText(child.content) }];
}

/** In the site, the comment with an example's file becomes a line above its code. */
function withFileName(html, next) {
  const [, path] = /^<!-- example: (\S+) -->\s*$/.exec(html) ?? [];
  if (path === undefined || next?.type !== "fence") return html;
  return `<p class="file-name">${basename(path)}</p>\n`;
}

/** Links `lintPrompt()` in a page to its API reference. */
function linkNames(children, Token, page, router) {
  if (!page?.model.isDocument?.() && page?.url !== "index.html") return children;
  let inLink = 0;
  return children.flatMap((child) => {
    if (child.type === "link_open") inLink++;
    if (child.type === "link_close") inLink--;
    const target = inLink === 0 && child.type === "code_inline" && apiOf(page.project, child.content);
    if (!target) return [child];
    const open = new Token("link_open", "a", 1);
    open.attrSet("href", router.baseRelativeUrl(page.model, router.getFullUrl(target)));
    return [open, child, new Token("link_close", "a", -1)];
  });
}

const apis = new WeakMap();
const pageKinds =
  ReflectionKind.Function |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Variable;

/** The export with that name, unless it is ambiguous or a common word. */
function apiOf(project, code) {
  const [, name, call] = /^([A-Za-z]\w+)(\(\))?$/.exec(code) ?? [];
  if (name === undefined || !(call || /^[A-Z]\w*[a-z]|^[a-z]+[A-Z]/.test(name))) return undefined;
  if (!apis.has(project)) {
    const all = new Map();
    for (const reflection of project.getReflectionsByKind(pageKinds))
      if (reflection.parent?.kindOf(ReflectionKind.Module))
        all.set(reflection.name, [...(all.get(reflection.name) ?? []), reflection]);
    apis.set(project, all);
  }
  const found = apis.get(project).get(name) ?? [];
  return found.length === 1 ? found[0] : undefined;
}
