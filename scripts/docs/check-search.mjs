// Checks the search of the built site with typical queries.
import { join } from "node:path";
import { siteSearch } from "../../docs/site/search.mjs";
import { dataOf } from "./search.mjs";

/** Queries and their first result. */
const first = [
  ["at most once", "reliability.html"],
  ["reliability", "reliability.html"],
  ["submit uncertain", "errors.html#submit_uncertain"],
  ["SubmitUncertainError", "classes/ugoku.SubmitUncertainError.html"],
  ["SubmitUncertain", "classes/ugoku.SubmitUncertainError.html"],
  ["animateAll", "functions/ugoku_batch.animateAll.html"],
  ["saveTo", "interfaces/ugoku.Clip.html#saveto"],
  ["errors", "errors.html"],
  ["linter", "linter.html"],
  ["installation", "README.html#installation"],
  ["getting started", "README.html#getting-started"],
  ["watermark", "guides/services.html#watermarks"],
  ["proxy", "guides/your-own-client.html#a-proxy-through-undici"],
  ["options", "options.html"],
  ["インストール", "README.ja.html#インストール"],
  ["はじめに", "README.ja.html#はじめに"],
  ["サーバーレス", "guides/getting-started-serverless.ja.html"],
  ["プロンプト", "guides/getting-started-prompts.ja.html"],
  ["カメラは固定", "guides/prompt-that-moves.ja.html"],
  ["動画の作り方", "guides/prompt-that-moves.ja.html"],
];
/** Queries and a result that must be among the first six, which are visible. */
const amongFirst = [
  ["pay once", "reliability.html"],
  ["baseURL", "servers.html"],
  ["webhook", "guides/webhooks.html"],
  ["getting started", "guides/getting-started-node.html"],
  ["installation", "guides/getting-started-node.html#1-installation"],
  ["料金", "README.ja.html"],
  ["プロンプト", "guides/prompt-that-moves.ja.html"],
  ["カメラ", "guides/prompt-that-moves.ja.html"],
  ["動画", "guides/prompt-that-moves.ja.html"],
  ["リンター", "README.ja.html"],
  ["ﾘﾝﾀｰ", "README.ja.html"],
];

/** The search of the site in `folder`: a query → URLs, best first. */
export function searchOf(folder) {
  const data = dataOf(join(folder, "assets/search.js"));
  const { search } = siteSearch(data);
  // The form in which TypeDoc's search field passes the query.
  const asked = (typed) =>
    typed
      .split(" ")
      .map((word) => word && `*${word}*`)
      .join(" ");
  return { rows: data.rows, find: (typed) => search(asked(typed)).map(({ ref }) => data.rows[ref].url) };
}

/** `named`: pairs of a query and the URL that it must find. */
export function checkSearch(folder, named) {
  const { rows, find } = searchOf(folder);
  const exported = rows.filter(({ isApi, isMember, name }) => isApi && !isMember && /[a-z][A-Z]/.test(name));
  const problems = [];
  for (const [typed, url] of [...first, ...named]) {
    const [found] = find(typed);
    if (found !== url) problems.push(`the search for ${typed} leads to ${found}, not to ${url}`);
  }
  for (const [typed, url] of amongFirst)
    if (!find(typed).slice(0, 6).includes(url)) problems.push(`the search for ${typed} does not show ${url}`);
  for (const { name } of exported) {
    const [found] = find(name);
    // Two entry points may export the same name.
    if (!exported.some((row) => row.name === name && row.url === found))
      problems.push(`the search for ${name} leads to ${found}, not to the API`);
  }
  if (find("qqqq").length > 0) problems.push("the search finds what is nowhere");
  return problems;
}
