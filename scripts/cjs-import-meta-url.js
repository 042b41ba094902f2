// Replaces import.meta.url in the CommonJS build. A URL, so that folder names may contain any character. A getter: a bundle may
// have no __filename, and loading the package must not fail there.
export const importMeta = {
  get url() {
    return require("node:url").pathToFileURL(__filename).href;
  },
};
