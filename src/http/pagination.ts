import { isUgokuError, type UgokuError } from "../utils/errors.js";
import type { Video } from "./schema.js";
import type { CallOptions, ListQuery, ListResponse, VideosClient } from "./videos-client.js";

/** Jobs on a page: the most that the reference server gives. */
export const pageSize = 100;

/** A list that never ends is a broken one. */
const mostPages = 1_000;

/** A page of jobs that no page before it has held. */
export interface Page extends Omit<ListResponse, "list"> {
  readonly videos: readonly Video[];
}

/**
 * The server's jobs page by page, newest first where the server knows an order.
 *
 * Some servers have no `has_more`, no `last_id`, or no cursor at all and answer with the same page again. So the last
 * job of a page is the cursor, and a page without anything new is the end.
 */
export async function* listPages(
  client: VideosClient,
  options: CallOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const known = new Set<string>();
  let query: ListQuery = { limit: pageSize, order: "desc" };
  for (let count = 0; count < mostPages; count++) {
    let answer: ListResponse;
    try {
      answer = await client.page(query, options);
    } catch (error) {
      const refused = isUgokuError(error) && error.code === "request_rejected";
      if (!refused || query.limit === undefined) throw error;
      // A server that knows neither page sizes nor orders.
      query = { ...(query.after === undefined ? {} : { after: query.after }) };
      answer = await client.page(query, options);
    }
    const { list, ...rest } = answer;
    const videos = list.data.filter(({ id }) => !known.has(id));
    for (const { id } of videos) known.add(id);
    yield { ...rest, videos };
    const last = list.last_id || list.data.at(-1)?.id;
    if (videos.length === 0 || list.has_more === false || last === undefined) return;
    query = { ...query, after: last };
  }
}

/** Errors of a list that there is not, or that makes no sense: asking again changes nothing. */
const listless: ReadonlySet<string> = new Set(["not_found", "request_rejected", "response_invalid"]);

/** Whether the server has no list that can be read, and not only trouble. */
export const hasNoList = ({ code, status }: UgokuError): boolean => listless.has(code) || status === 501;

/** Whether all that follows a page is older than `time` (milliseconds since 1970), as far as its order can be trusted. */
export function isOlderThan(videos: readonly Video[], time: number): boolean {
  const times = videos.map(({ created_at }) => (typeof created_at === "number" ? created_at * 1000 : Number.NaN));
  const descends = times.every((at, index) => index === 0 || at <= (times[index - 1] ?? Number.NaN));
  const last = times.at(-1);
  // One entry, or many of one second, do not show an order.
  return descends && last !== undefined && (times[0] ?? last) > last && last < time;
}
