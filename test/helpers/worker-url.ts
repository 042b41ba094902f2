/** Where `npm run build` puts the preview engine's worker. */
export const getWorkerUrl = (): URL => new URL("../../dist/preview-worker.js", import.meta.url);
