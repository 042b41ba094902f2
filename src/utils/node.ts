interface Builtins {
  readonly crypto: typeof import("node:crypto");
  readonly diagnostics_channel: typeof import("node:diagnostics_channel");
  readonly events: typeof import("node:events");
  readonly module: typeof import("node:module");
  readonly util: typeof import("node:util");
}

/** A module of Node, without an import that a bundler for browsers would have to resolve; `undefined` in a runtime without it. */
export function nodeModule<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  return process?.getBuiltinModule?.(name) as Builtins[Name] | undefined;
}
