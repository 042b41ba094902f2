// The tables of docs/options.md: the members of an interface with their types, and `@unit` and `@defaultValue` of their docstrings.
import { join } from "node:path";
import ts from "typescript";
import { root } from "./pages.mjs";

const files = [
  "src/client/options.ts",
  "src/client/builder.ts",
  "src/client/builder-state.ts",
  "src/services/requests.ts",
];

let program;
function readSources() {
  program ??= ts.createProgram(
    files.map((file) => join(root, file)),
    {
      target: ts.ScriptTarget.ES2022,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      types: [],
      noEmit: true,
    },
  );
  return program;
}

/** The members of the interface `name` in `file`, inherited ones first. */
function membersOf(file, name) {
  const checker = readSources().getTypeChecker();
  const source = readSources().getSourceFile(join(root, file));
  const node = source.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === name);
  if (!node) throw new Error(`${file} has no interface ${name}.`);
  const isOwn = ({ declaration }) => declaration.parent === node;
  return checker
    .getPropertiesOfType(checker.getTypeAtLocation(node))
    .filter((symbol) => !symbol.escapedName.startsWith("__"))
    .map((symbol) => ({ symbol, declaration: symbol.declarations[0] }))
    .sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)));
}

const textOf = (parts) => ts.displayPartsToString(parts).replace(/\s+/g, " ").trim();

/** A docstring: its text, and its tags. */
function commentOf(symbol) {
  const checker = readSources().getTypeChecker();
  const tag = (name) => textOf(symbol.getJsDocTags(checker).find((one) => one.name === name)?.text);
  return {
    text: textOf(symbol.getDocumentationComment(checker)),
    unit: tag("unit"),
    defaultValue: tag("defaultValue"),
  };
}

/** A type as it is written, without what every option has: `readonly`, and `undefined`. */
function writtenType(node) {
  const checker = readSources().getTypeChecker();
  const parts = ts.isUnionTypeNode(node) ? [...node.types] : [node];
  const texts = parts
    .filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword)
    .map((part) => literalsOf(checker.getTypeFromTypeNode(part)) ?? part.getText().replace(/\s+/g, " "));
  return texts
    .join(" | ")
    .replace(/\breadonly /g, "")
    .replace(/\bReadonly<(Record<[^<>]*>)>/g, "$1")
    .replace(/^\((.*)\)$/, "$1")
    .replace(/\bSecondsHint<T>/, "number")
    .replace(/\b(?:SizeHint|ModelId)<T>|\bModel$/, "string");
}

/** The alternatives of a short union of strings, such as `FitMode`; its name says less. */
function literalsOf(type) {
  if (!type.isUnion() || !type.types.every((one) => one.isStringLiteral()) || type.types.length > 6) return undefined;
  return type.types.map(({ value }) => `"${value}"`).join(" | ");
}

const code = (text) => `\`${text.replaceAll("|", "\\|")}\``;

export const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Every option of the interface, with its type, unit, default and meaning. */
export function optionRows(file, name) {
  return membersOf(file, name).map(({ symbol, declaration }) => ({
    name: symbol.name,
    type: writtenType(declaration.type),
    ...commentOf(symbol),
  }));
}

/** The methods of the builder that set an option; the type is that of the option of the same name in `animate(image, options)`. */
export function builderRows() {
  const file = "src/client/builder.ts";
  const options = new Map(optionRows(file, "AnimateOptions").map((row) => [row.name, row]));
  const methods = membersOf(file, "Animation").filter(({ declaration }) => ts.isMethodSignature(declaration));
  return methods.flatMap(({ symbol, declaration }) => {
    const name = symbol.name === "withPrompt" ? "prompt" : symbol.name;
    const option = options.get(name);
    if (!option) return [];
    options.delete(name);
    const parameters = declaration.parameters.map((one) => one.name.getText() + (one.questionToken ? "?" : ""));
    return [{ call: `.${symbol.name}(${parameters.join(", ")})`, ...commentOf(symbol), name, type: option.type }];
  });
}

/** A table of options; `label` names the first column. */
export const optionTable = (rows, label = "option") =>
  table(
    [label, "type, unit", "default", "meaning"],
    rows.map(({ call, name, type, unit, defaultValue, text }) => [
      code(call ?? name),
      code(type) + (unit && `, ${unit}`),
      defaultValue,
      text.replaceAll("|", "\\|"),
    ]),
  );
