import type { LintRule } from "../rule.js";
import { noEmpty } from "./no-empty.js";
import { noPlaceholder } from "./no-placeholder.js";
import { noVagueRequest } from "./no-vague-request.js";

/** The catalogue, in the order in which rules are asked. */
export const rules: readonly LintRule[] = [noEmpty, noVagueRequest, noPlaceholder];
