// The step after esbuild: Rollup writes its output again with far fewer files, as ESM and as CommonJS. esbuild makes a chunk for each
// set of entries that shares code, about 75 of them, and Node needs longer to find and link a file than to compile it.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { transform } from "esbuild";
import {
  type GetModuleInfo,
  type ModuleFormat,
  type OutputChunk,
  type OutputOptions,
  type Plugin,
  type PluginContext,
  rollup,
} from "rollup";

/** What another file adds to an import, as bytes of code that add the same. */
const fileCost = 12_000;
/** How much the import of the first entry counts beside that of another one. */
const mainEntryWeight = 12;
/** How much that counts which a client loads on first use. */
const firstUseWeight = 4;
/** How much one of the commands that the command line imports on demand counts. */
const commandWeight = 0.1;

export interface Format {
  readonly extension: string;
  readonly entries: readonly string[];
}

/**
 * Replaces the ESM files of the entries in `folder`, and the chunks that they load, by those of each format.
 *
 * `start` is the part of the first entry that an app needs at once; the rest of a client is loaded on demand. Nothing is joined with what
 * it loads that it does not load, because a bundler takes a whole file for the first load if any later one needs a part of it. The first
 * entry re-exports it with "*": a bundler that needs only names of it then does not load the other modules.
 */
export async function mergeChunks(
  folder: string,
  formats: Readonly<Record<"esm" | "cjs", Format>>,
  start: string,
): Promise<void> {
  const read = new Set<string>();
  const files = new Map<string, string>();
  for (const [format, { extension, entries }] of Object.entries(formats)) {
    const bundle = await rollup({
      input: Object.fromEntries([...entries, start].map((name) => [name, join(folder, `${name}.js`)])),
      external: (id) => !/^[./]/.test(id) || id.endsWith(".cjs"),
      treeshake: { moduleSideEffects: false },
      onwarn: ({ message }) => {
        throw new Error(message);
      },
    });
    const { output } = await bundle.generate({
      ...outputOptions,
      format: format as ModuleFormat,
      entryFileNames: `[name]${extension}`,
      chunkFileNames: `[name]${extension}`,
      manualChunks: chunkOf(entries, start),
    });
    for (const file of bundle.watchFiles) read.add(file);
    const chunks = output.filter((file) => file.type === "chunk");
    const startFile = chunks.find(({ name, isEntry }) => isEntry && name === start);
    for (const chunk of chunks) {
      if (format === "cjs" && chunk === startFile) continue;
      const isFirst = format === "esm" && chunk.isEntry && chunk.name === entries[0];
      const code = isFirst && startFile ? reexportAll(chunk.code, startFile) : chunk.code;
      files.set(join(folder, chunk.fileName), code);
    }
    await bundle.close();
  }
  await Promise.all([...read].map((file) => rm(file)));
  for (const [path, code] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
}

/** Re-exports what another entry exports with "*". */
function reexportAll(code: string, { fileName, exports }: OutputChunk): string {
  const others = code.replaceAll(/export\{([^}]*)\}from(.*?);/g, (_, names: string, from) => {
    const kept = names.split(",").filter((name) => !exports.includes(name.split(" as ").at(-1) ?? ""));
    return kept.length > 0 ? `export{${kept}}from${from};` : "";
  });
  return `export*from"./${fileName}";${others}`;
}

const minify: Plugin = {
  name: "minify",
  resolveImportMeta: (_property, { format }) => (format === "es" ? "moduleUrl" : urlInCommonJs),
  // esbuild keeps the top-level names of a script, and so stack traces have the names of functions and classes. In a module it
  // renames them: imports and exports stay out of what it reads.
  async renderChunk(code, _chunk, { format }) {
    // Node prints the line of an uncaught error, which must not be the whole file.
    const options = { minify: true, lineLimit: 640, charset: "utf8", legalComments: "none", target: "node20" } as const;
    if (format !== "es") return (await transform(code, options)).code;
    const [, imports = "", body = "", exports = ""] =
      /^((?:(?:im|ex)port [^;]+;\s+)*)(.*?)(export \{[^}]+\};\s*)?$/s.exec(code) ?? [];
    const script = await transform(`"use strict";${body}`, options);
    const [first, last] = [imports, exports].map((text) => text.replace(/\s*([{},;])\s*/g, "$1"));
    const small = script.code.replace('"use strict";', "").replaceAll("moduleUrl", "import.meta.url").trimEnd();
    return first + markPure(small, this.parse(small).body) + last;
  },
};

type Statement = ReturnType<PluginContext["parse"]>["body"][number];
/** Rollup's nodes have it, but its types do not. */
type Place = { readonly start: number; readonly end: number };

/**
 * Marks the values at the top level that a bundler cannot know to be free of effects, such as `{ ...table }`. It then leaves out those
 * that are not used, whatever file they are in. After esbuild, which removes such marks.
 */
function markPure(code: string, statements: readonly Statement[]): string {
  const values = statements
    .flatMap((statement) => (statement.type === "VariableDeclaration" ? statement.declarations : []))
    .flatMap(({ init }) => (init && mayHaveEffect(init) ? [init as typeof init & Place] : []));
  let marked = "";
  let end = 0;
  for (const value of values) {
    marked += `${code.slice(end, value.start)}/*@__PURE__*/(()=>(${code.slice(value.start, value.end)}))()`;
    end = value.end;
  }
  return marked + code.slice(end);
}

const effects = new Set([
  "CallExpression",
  "NewExpression",
  "TaggedTemplateExpression",
  "SpreadElement",
  "MemberExpression",
]);

/** What is inside a function does not run yet. A class keeps its name only where it is. */
function mayHaveEffect(node: object): boolean {
  if (!("type" in node)) return Object.values(node).some((child) => isObject(child) && mayHaveEffect(child));
  const type = String(node.type);
  if (/Function|Class/.test(type)) return false;
  return effects.has(type) || Object.values(node).some((child) => isObject(child) && mayHaveEffect(child));
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const urlInCommonJs = 'require("node:url").pathToFileURL(__filename).href';

const outputOptions: OutputOptions = {
  generatedCode: "es2015",
  hoistTransitiveImports: false,
  exports: "named",
  // As Node imports CommonJS.
  interop: "default",
  // Otherwise the copy of a package's exports fails for inherited ones, as sharp has.
  externalLiveBindings: false,
  // The parts that need Node are then of the same build, and their errors of the same classes.
  dynamicImportInCjs: false,
  banner: ({ name }) => (name === "cli" ? "#!/usr/bin/env node" : ""),
  plugins: [minify],
};

/** Rollup's `manualChunks`. */
function chunkOf(entries: readonly string[], start: string) {
  let names: ReadonlyMap<string, string> | undefined;
  return (id: string, { getModuleIds, getModuleInfo }: Graph) => {
    names ??= nameChunks(readModules({ getModuleIds, getModuleInfo }), entries, start);
    return names.get(id);
  };
}

interface Graph {
  readonly getModuleIds: () => Iterable<string>;
  readonly getModuleInfo: GetModuleInfo;
}

interface Module {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly isEntry: boolean;
  /** Whether it imports nothing from outside, such as a module of Node, and nothing on demand. */
  readonly isSelfContained: boolean;
  readonly imports: readonly Module[];
  readonly dynamicImporters: readonly Module[];
}

function readModules({ getModuleIds, getModuleInfo }: Graph): readonly Module[] {
  const modules = new Map<string, Module & { imports: Module[]; dynamicImporters: Module[] }>();
  const infos = [...getModuleIds()].toSorted().flatMap((id) => getModuleInfo(id) ?? []);
  for (const { id, code, isEntry, importedIds, dynamicallyImportedIds } of infos) {
    if (code === null) continue;
    // esbuild adds a hash to the name of a chunk.
    const name = parse(id).name.replace(/-[A-Z0-9]{8}$/, "");
    const isSelfContained =
      dynamicallyImportedIds.length === 0 && !importedIds.some((other) => getModuleInfo(other)?.isExternal);
    modules.set(id, { id, name, size: code.length, isEntry, isSelfContained, imports: [], dynamicImporters: [] });
  }
  const known = (ids: readonly string[]) => ids.flatMap((id) => modules.get(id) ?? []);
  for (const { id, importedIds, dynamicImporters } of infos) {
    modules.get(id)?.imports.push(...known(importedIds));
    modules.get(id)?.dynamicImporters.push(...known(dynamicImporters));
  }
  return [...modules.values()];
}

interface Chunk {
  readonly modules: ReadonlySet<Module>;
  readonly size: number;
  readonly isSelfContained: boolean;
}

/** The modules that one import loads. */
interface Load {
  readonly root: Module;
  readonly modules: ReadonlySet<Module>;
  readonly weight: number;
  /** Nothing else may be joined with what it loads. */
  readonly isStart: boolean;
}

/** The name of each module's chunk. Joins the two chunks that make all imports together cheapest, as long as there are such. */
function nameChunks(modules: readonly Module[], entries: readonly string[], start: string): Map<Module["id"], string> {
  const loads = findLoads(modules, entries, start);
  let chunks: readonly Chunk[] = modules
    .filter((module) => !isRoot(module))
    .map((module) => ({ modules: new Set([module]), size: module.size, isSelfContained: module.isSelfContained }));
  for (;;) {
    const best = chunks
      .flatMap((one, index) =>
        chunks.slice(index + 1).map((other) => ({ one, other, gain: gainOf(one, other, loads) })),
      )
      .filter(({ gain }) => gain > 0)
      .sort((a, b) => b.gain - a.gain)
      .find(({ one, other }) => !importsItself([...one.modules, ...other.modules], chunks));
    if (!best) break;
    const { one, other } = best;
    const joined = {
      modules: new Set([...one.modules, ...other.modules]),
      size: one.size + other.size,
      isSelfContained: one.isSelfContained && other.isSelfContained,
    };
    chunks = [...chunks.filter((chunk) => chunk !== one && chunk !== other), joined];
  }
  return new Map(
    chunks.flatMap((chunk, index) => {
      const first = loads.find((load) => isNeeded(chunk, load))?.root.name ?? "chunk";
      return [...chunk.modules].map(({ id }) => [id, `${first}-${index + 1}`] as const);
    }),
  );
}

/** A dynamic import is alone in its chunk too: a bundler keeps everything in a file that is imported like that. */
const isRoot = ({ isEntry, dynamicImporters }: Module) => isEntry || dynamicImporters.length > 0;

/** What each entry loads, and what each dynamic import loads that its importers have not. */
function findLoads(modules: readonly Module[], entries: readonly string[], start: string): readonly Load[] {
  const startModules = reachedFrom(modules.filter(({ isEntry, name }) => isEntry && name === start));
  const weight = ({ isEntry, name, dynamicImporters }: Module) => {
    if (isEntry) return name === entries[0] ? mainEntryWeight : 1;
    if (dynamicImporters.some((importer) => startModules.has(importer))) return firstUseWeight;
    return dynamicImporters.every((importer) => importer.name === "cli") ? commandWeight : 1;
  };
  const all = modules.filter(isRoot).map((root) => {
    const isStart = root.isEntry && root.name === start;
    return { root, modules: reachedFrom([root]), weight: weight(root), isStart };
  });
  return all
    .map((load) => {
      if (load.root.isEntry) return load;
      const earlier = all.filter(({ modules }) => load.root.dynamicImporters.some((importer) => modules.has(importer)));
      const isLoaded = (module: Module) => earlier.every(({ modules }) => modules.has(module));
      return { ...load, modules: new Set([...load.modules].filter((module) => !isLoaded(module))) };
    })
    .sort((a, b) => Number(b.root.isEntry) - Number(a.root.isEntry) || b.weight - a.weight);
}

function reachedFrom(start: Iterable<Module>): Set<Module> {
  const found = new Set(start);
  for (const module of found) for (const next of module.imports) found.add(next);
  return found;
}

const isNeeded = ({ modules }: Chunk, load: Load) => [...modules].some((module) => load.modules.has(module));

/** How much cheaper, in bytes, all imports become if the two chunks are one. */
function gainOf(one: Chunk, other: Chunk, loads: readonly Load[]): number {
  let gain = 0;
  for (const load of loads) {
    const [needsOne, needsOther] = [isNeeded(one, load), isNeeded(other, load)];
    if (needsOne && needsOther) gain += load.weight * fileCost;
    else if (needsOne || needsOther) {
      const extra = needsOne ? other : one;
      // Not for an import that does not need it: a bundle would get all that it imports.
      if (load.isStart || !extra.isSelfContained) return 0;
      // With what it imports.
      for (const module of reachedFrom(extra.modules)) if (!load.modules.has(module)) gain -= load.weight * module.size;
    }
  }
  return gain;
}

/** Whether other chunks that these modules import would import them. */
function importsItself(joined: readonly Module[], chunks: readonly Chunk[]): boolean {
  const inside = new Set(joined);
  const outside = new Set(joined.flatMap(({ imports }) => imports).filter((module) => !inside.has(module)));
  for (const module of outside) {
    const chunk = chunks.find(({ modules }) => modules.has(module));
    for (const each of chunk?.modules ?? []) outside.add(each);
    for (const next of module.imports) outside.add(next);
    if (module.imports.some((next) => inside.has(next))) return true;
  }
  return false;
}
