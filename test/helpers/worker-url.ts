/** Where `npm run build` puts the preview engine's worker. */
export const workerUrl = new URL("../../dist/preview-worker.js", import.meta.url);
