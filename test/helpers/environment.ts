import { afterEach, beforeEach, vi } from "vitest";

const names = [
  "UGOKU_BASE_URL",
  "UGOKU_API_KEY",
  "UGOKU_DIALECT",
  "OPENAI_BASE_URL",
  "OPENAI_API_KEY",
  "OPENAI_ORG_ID",
  "OPENAI_PROJECT_ID",
  "OPENAI_LOG",
];

/** Removes the configuration of the machine that runs the tests. */
export function cleanEnvironment(): void {
  beforeEach(() => {
    for (const name of names) vi.stubEnv(name, undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
}
