/** What tells a preview from a clip, for code that does not load the engine. */

/** Also the title and comment in the metadata of every clip. */
export const previewNotice = "preview: camera motion only, not a generation";

/** No request goes there: the engine is the `fetch` of its endpoint. */
export const previewBaseURL = "http://preview.invalid/v1";
