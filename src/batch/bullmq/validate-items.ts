import { describeValue, isUgokuError, RequestError } from "../../utils/errors.js";
import { ManifestError, type Problem } from "../manifest-error.js";
import { Places } from "../output-paths.js";
import { type QueueItem, taskOf, type VideoTask } from "./job-data.js";

/** The tasks of all items, of which the first is the `first`th of many, and how many items were there twice. All that is wrong is told at once. */
export async function checkItems(
  items: Iterable<QueueItem> | AsyncIterable<QueueItem>,
  first = 0,
): Promise<{ readonly tasks: readonly VideoTask[]; readonly repeated: number }> {
  if (typeof items !== "object" || items === null || !(Symbol.iterator in items || Symbol.asyncIterator in items))
    throw new RequestError("option_invalid", `The items are ${describeValue(items)}.`, {
      hint: "addAll() takes an array, an iterable or an async iterable of { image, prompt, … }.",
    });
  const byKey = new Map<string, { readonly index: number; readonly task: VideoTask }>();
  const places = new Places();
  const problems: Problem[] = [];
  let index = first - 1;
  let repeated = 0;
  for await (const item of items) {
    index += 1;
    try {
      const task = await taskOf(item);
      const same = byKey.get(task.key);
      if (same && JSON.stringify(same.task) === JSON.stringify(task)) repeated += 1;
      else if (same) problems.push({ index, ...anotherVideo(same, task) });
      else {
        byKey.set(task.key, { index, task });
        const fault = places.take(task.output, `item ${index}`);
        if (fault) problems.push({ index, ...fault });
      }
    } catch (error) {
      if (!isUgokuError(error)) throw error;
      // What others refuse is a sentence of its own; ours go on after the place.
      const what = /^[A-Z]/.test(error.message) ? `cannot be made: ${error.message}` : error.message;
      problems.push({ index, what, hint: error.hint });
    }
  }
  if (problems.length > 0) throw new ManifestError("the items", problems);
  return { tasks: [...byKey.values()].map(({ task }) => task), repeated };
}

/** A key is made once: of two items that have it and differ, only one would be. */
function anotherVideo(same: { readonly index: number; readonly task: VideoTask }, task: VideoTask) {
  const isOutputOnly = JSON.stringify({ ...same.task, output: task.output }) === JSON.stringify(task);
  const what = isOutputOnly
    ? `is the video of item ${same.index}, but for its output`
    : `has the key of item ${same.index}, but is another video`;
  return { what, hint: "A key is made once: give each video a key of its own, or leave one out." };
}
