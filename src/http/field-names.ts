/** What the name of a field says about its value. */

/** Words that mean an error. */
const error = /^(err|fail|reason|exception|reject|refus|cause|fault)|reason$/;
/** Words that mean a message, of an error or of anything else. */
const message = /^(message|msg|detail|note|remark|comment|explan)|(msg|message)$/;
/** Words that mean something else about an error than its reason. */
const other = /^(code|type|url|uri|id|count|callback|webhook|at|time|no|param|number|rate|retryable|on)$/;

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);

/** Whether the value is data about an error, such as its code. */
export const isOtherName = (name: string): boolean => wordsOf(name).some((word) => other.test(word));

/** Whether the value says why something failed: `error`, `fail_reason`, `errMsg`. */
export const isErrorName = (name: string): boolean =>
  wordsOf(name).some((word) => error.test(word)) && !isOtherName(name);

/** Whether the value is a message of any kind: `message`, `status_msg`, `detail`. */
export const isMessageName = (name: string): boolean =>
  wordsOf(name).some((word) => message.test(word)) && !isOtherName(name);
