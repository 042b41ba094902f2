/**
 * Where the responses of servers, services and gateways have the facts about a job, as data.
 *
 * @module
 */

const list = (names: string): readonly string[] => names.trim().split(/\s+/);

/**
 * The fields that servers use, in the order in which they are tried. Case and separators do not count: `task_id` is also
 * `taskId`. A name may be a path: `cursor.next`.
 */
export const knownFields = {
  /** Objects that may contain the job, or why there is none. */
  wrapper: list(`
    data result output task response job video generation prediction payload body item info resp base_resp header meta
    response_metadata status`),
  /** The ids of a job. */
  id: list(`
    id task_id video_id generation_id job_id prediction_id operation_id uuid task_uuid job_uuid task_no operation_name
    _id`),
  /** The id of the request, which is the job's if there is no other. */
  requestId: list("request_id req_id"),
  /** The status word, or whether the job is done. */
  status: list(`
    task_status job_status video_status generation_status status state task_state job_state phase status_text
    done is_done finished is_finished completed is_completed`),
  /** A percentage, a fraction, or text such as `"45%"`. */
  progress: list(`
    progress progress_percent progress_percentage percent percentage progress.percent progress.percentage progress.value
    percent_complete completion task_progress`),
  /** Times in seconds, milliseconds or as text. */
  created_at: list(`
    created_at created create_time created_time creation_time create_at submit_time submitted_at created_on date_created`),
  completed_at: list(
    "completed_at finish_time finished_at end_time ended_at complete_time completed_time completion_time",
  ),
  /** A time, or seconds from now. */
  expires_at: list(
    "expires_at expire_at expired_at expire_time expires expires_on expiration expiration_time expires_in ttl",
  ),
  model: list("model model_name"),
  seconds: list("seconds"),
  /** Codes of a gateway: any other than that of a success is a refusal. */
  code: list("code status_code err_code error_code errno ret_code ret base_resp.status_code"),
  /** Whether the request succeeded. */
  success: list("success ok is_success successful"),
  /** Arrays of jobs. */
  list: list("data items list videos tasks records results jobs generations predictions rows entries"),
  has_more: list("has_more has_next has_next_page"),
  last_id: list("last_id next_cursor cursor.next"),
} as const;

/** Names of fields, for each fact about a job. */
export type AnswerFields = { readonly [Fact in keyof typeof knownFields]: readonly string[] };
