import type { RuleLogic } from "../core/rule.js";
import { dialogueFormat } from "./dialogue-format.js";
import { maxActions } from "./max-actions.js";
import { maxCameraMoves } from "./max-camera-moves.js";
import { maxDialogue } from "./max-dialogue.js";
import { maxLength } from "./max-length.js";
import { minLength } from "./min-length.js";
import { noCommand } from "./no-command.js";
import { noContradiction } from "./no-contradiction.js";
import { noEmpty } from "./no-empty.js";
import { noEmptyAdjective } from "./no-empty-adjective.js";
import { noGenericMotion } from "./no-generic-motion.js";
import { noImageRedescription } from "./no-image-redescription.js";
import { noInvisibleChars } from "./no-invisible-chars.js";
import { noInvisibleEmotion } from "./no-invisible-emotion.js";
import { noMixedLanguage } from "./no-mixed-language.js";
import { noNegation } from "./no-negation.js";
import { noParamsInProse } from "./no-params-in-prose.js";
import { noPlaceholder } from "./no-placeholder.js";
import { noPromptLeftover } from "./no-prompt-leftover.js";
import { noProtectedCharacter } from "./no-protected-character.js";
import { noRealPerson } from "./no-real-person.js";
import { noSceneChange } from "./no-scene-change.js";
import { noTagList } from "./no-tag-list.js";
import { noTextRendering } from "./no-text-rendering.js";
import { noTransformation } from "./no-transformation.js";
import { noUnsafeContent } from "./no-unsafe-content.js";
import { noVagueRequest } from "./no-vague-request.js";
import { paramConflict } from "./param-conflict.js";
import { requireAmbientMotion } from "./require-ambient-motion.js";
import { requireManner } from "./require-manner.js";
import { requireMotion } from "./require-motion.js";
import { requireSubject } from "./require-subject.js";
import { requireSubjectMotion } from "./require-subject-motion.js";
import { supportedLanguage } from "./supported-language.js";

/** The logic of all rules, in the order in which they run. */
export const rules: readonly RuleLogic[] = [
  supportedLanguage,
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
  noTagList,
  noNegation,
  noCommand,
  noEmptyAdjective,
  noInvisibleEmotion,
  noSceneChange,
  noTransformation,
  noTextRendering,
  noParamsInProse,
  paramConflict,
  maxDialogue,
  dialogueFormat,
  noRealPerson,
  noProtectedCharacter,
  noUnsafeContent,
  minLength,
  maxLength,
  noMixedLanguage,
  noPlaceholder,
  noPromptLeftover,
  noInvisibleChars,
];
