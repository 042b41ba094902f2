import { ApiError, isUgokuError, type UgokuError } from "../utils/errors.js";
import type { Video } from "./schema.js";
import type { CallOptions, ListQuery, ListResponse } from "./videos-client.js";

/** Jobs per page: the maximum of the reference server. */
export const pageSize = 100;

/** Maximum pages of one list: a longer one is treated as broken. */
export const maxPages = 300;

/** What answers with one page: a `VideosClient`. */
interface PageSource<Response extends Pick<ListResponse, "list"> = ListResponse> {
  page(query: ListQuery, options: CallOptions): Promise<Response>;
}

/** A page without the jobs of earlier pages. */
type Page<Response> = Omit<Response, "list"> & { readonly videos: readonly Video[] };

/**
 * Lists the server's jobs page by page, newest first where the server supports an order.
 *
 * Some servers have no `has_more`, no `last_id`, or no cursor at all and return the same page again. Therefore the last
 * job of a page is the cursor, and a page without new jobs is the end. Gateways filter other clients' jobs out of a page: where
 * `has_more` is true and the cursor is new, even an empty page is not the end.
 *
 * @throws ApiError (`response_invalid`) if the list does not end: jobs that are not found in it may exist
 */
export async function* listPages<Response extends Pick<ListResponse, "list">>(
  source: PageSource<Response>,
  options: CallOptions = {},
  limit = pageSize,
): AsyncGenerator<Page<Response>, void, undefined> {
  const known = new Set<string>();
  const cursors = new Set<string>();
  let query: ListQuery = { limit, order: "desc" };
  for (let count = 0; count < maxPages; count++) {
    let response: Response;
    try {
      response = await source.page(query, options);
    } catch (error) {
      const refused = isUgokuError(error) && error.code === "request_rejected";
      if (!refused || query.limit === undefined) throw error;
      // The server supports neither `limit` nor `order`.
      query = { ...(query.after === undefined ? {} : { after: query.after }) };
      response = await source.page(query, options);
    }
    const { list, ...rest } = response;
    const videos = list.data.filter(({ id }) => !known.has(id));
    for (const { id } of videos) known.add(id);
    yield { ...rest, videos };
    const last = list.last_id || list.data.at(-1)?.id;
    if (list.has_more === false || last === undefined) return;
    if (videos.length === 0 && (list.has_more !== true || cursors.has(last))) return;
    cursors.add(last);
    query = { ...query, after: last };
  }
  throw new ApiError("response_invalid", `The list of jobs has not ended after ${maxPages} pages.`, {
    hint: "Poll the jobs by their ids. The server's list may repeat itself.",
  });
}

/** Error codes of a server that has no usable list. */
const noListCodes: ReadonlySet<string> = new Set(["not_found", "request_rejected", "response_invalid"]);

/**
 * Whether a server that has no usable list answers with this error. One such answer proves nothing: a proxy may have sent it, or a gateway
 * that is busy.
 */
export const hasNoList = ({ code, status }: UgokuError): boolean => noListCodes.has(code) || status === 501;

/** Whether all later pages are older than `time` (milliseconds since 1970), if the page is sorted newest first. */
export function isOlderThan(videos: readonly Video[], time: number): boolean {
  const times = videos.map(({ created_at }) => (typeof created_at === "number" ? created_at * 1000 : Number.NaN));
  const descends = times.every((at, index) => index === 0 || at <= (times[index - 1] ?? Number.NaN));
  const last = times.at(-1);
  // One job, or many of the same second, do not show an order.
  return descends && last !== undefined && (times[0] ?? last) > last && last < time;
}
