// ugoku with `fetch` in place of node:http.
import * as ugoku from "./ugoku.mjs";

export const { vendor, version } = ugoku;
export const title = "ugoku with fetch";
export const load = () => ugoku.load({ fetch: (url, init) => fetch(url, init) });
