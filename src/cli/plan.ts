import { keyVariables } from "../services/missing-key.js";
import { prepareAnimation, printEarlierJob } from "./build-animation.js";
import type { Run } from "./commands.js";
import { printPlan } from "./print-plan.js";
import { logJson, print } from "./terminal.js";

/** `ugoku plan photo.jpg -p "…"`: what would be sent, and what it would cost. */
export const run: Run<"plan"> = async ({ operands: [image = ""], values }, signal) => {
  const { plan, fallback, withoutKey, earlier } = await prepareAnimation(image, values, signal);
  if (values.json) {
    logJson(plan);
    return 0;
  }
  printPlan(plan, values);
  if (earlier !== undefined) printEarlierJob(earlier);
  if (withoutKey) print(`To run it, set ${keyVariables(withoutKey)} to your API key.`);
  if (fallback) print("No server is configured (UGOKU_BASE_URL): this is the plan for the built-in preview engine.");
  return 0;
};
