// Stands for import.meta.url in the CommonJS build. As a URL, so that a folder may bear any name.
export const importMetaUrl = /* @__PURE__ */ (() => require("node:url").pathToFileURL(__filename).href)();
