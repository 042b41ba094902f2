// Replaces import.meta.url in the CommonJS build. A URL, so that folder names may contain any character.
export const importMetaUrl = /* @__PURE__ */ (() => require("node:url").pathToFileURL(__filename).href)();
