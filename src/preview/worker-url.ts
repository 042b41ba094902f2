/**
 * The URL of the built worker, beside the importing module. Throws in a bundle without `import.meta.url`. A function: importing
 * the preview engine must not fail there.
 */
export const getWorkerUrl = (): URL => new URL("./preview-worker.js", import.meta.url);
