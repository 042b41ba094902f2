import type { LintRule } from "../rule.js";
import { maxActions } from "./max-actions.js";
import { maxCameraMoves } from "./max-camera-moves.js";
import { noContradiction } from "./no-contradiction.js";
import { noEmpty } from "./no-empty.js";
import { noGenericMotion } from "./no-generic-motion.js";
import { noImageRedescription } from "./no-image-redescription.js";
import { noPlaceholder } from "./no-placeholder.js";
import { noVagueRequest } from "./no-vague-request.js";
import { requireAmbientMotion } from "./require-ambient-motion.js";
import { requireManner } from "./require-manner.js";
import { requireMotion } from "./require-motion.js";
import { requireSubject } from "./require-subject.js";
import { requireSubjectMotion } from "./require-subject-motion.js";

/** The catalogue, in the order in which rules are asked. */
export const rules: readonly LintRule[] = [
  noEmpty,
  noVagueRequest,
  requireMotion,
  requireSubjectMotion,
  requireSubject,
  requireManner,
  requireAmbientMotion,
  noGenericMotion,
  maxActions,
  maxCameraMoves,
  noContradiction,
  noImageRedescription,
  noPlaceholder,
];
