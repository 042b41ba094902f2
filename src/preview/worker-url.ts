/** Where the build puts the worker: beside the module that asks. */
export const workerUrl = new URL("./preview-worker.js", import.meta.url);
