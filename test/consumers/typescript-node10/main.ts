// An older project: TypeScript reads "typesVersions" there, not "exports".
import { createUgoku } from "ugoku";
import { animateAll } from "ugoku/batch";
import { probeEndpoint } from "ugoku/doctor";
import { lintPrompt } from "ugoku/lint";
import type { lintPrompt as lintEnglish } from "ugoku/lint/en";
import { preview } from "ugoku/preview";
import { createFakeVideosApi } from "ugoku/testing";
import { verifyWebhook } from "ugoku/webhook";

void createUgoku({ endpoint: preview() });
const score: number | null = (lintPrompt("The cat blinks.") satisfies ReturnType<typeof lintEnglish>).score;
void [score, animateAll, createFakeVideosApi, probeEndpoint, verifyWebhook];
