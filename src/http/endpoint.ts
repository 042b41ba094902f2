import type { DialectName } from "../dialects/define-dialect.js";
import type { Dialect } from "../dialects/types.js";
import type { ModelTable } from "../models/models.js";

/**
 * A place that speaks the Videos API: a server, a gateway, the preview engine or one of your own making.
 *
 * `fetch` gets every request that concerns it, with an absolute URL under `baseURL`.
 */
export interface Endpoint<Models extends ModelTable = ModelTable, DefaultModel extends string = string> {
  /** For messages and logs, such as `"preview"`. */
  readonly name: string;
  /** An absolute `http(s)` URL. It need not exist if `fetch` answers by itself. */
  readonly baseURL: string;
  readonly dialect: Dialect | DialectName;
  /** What it can run. An id that is not in it is passed on as it is. */
  readonly models: Models;
  readonly defaultModel: DefaultModel;
  /** Said once, when the first job is submitted. */
  readonly notice?: string;
  fetch(request: Request): Promise<Response>;
}
