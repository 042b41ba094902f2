import type { ProjectReflection } from "typedoc";

export function firstParagraphOf(markdown: string): string;
export function llmsTxt(): string;
export function llmsFullTxt(project: ProjectReflection): string;
