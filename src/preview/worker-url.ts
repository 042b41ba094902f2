/** The URL of the built worker, beside the importing module. */
export const workerUrl = new URL("./preview-worker.js", import.meta.url);
