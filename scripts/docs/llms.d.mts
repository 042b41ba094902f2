import type { ProjectReflection } from "typedoc";

export function llmsTxt(): string;
export function llmsFullTxt(project: ProjectReflection): string;
