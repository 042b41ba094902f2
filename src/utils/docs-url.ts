import { repository } from "../../package.json";

/** The address of the pages in docs/. Errors and lint findings link to them. */
export const docsUrl = `${repository.url.replace(/^git\+|\.git$/g, "")}/blob/main/docs`;
