import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Whether Chromium is installed. If not, a warning names the skipped tests. */
export function hasBrowserFor(what: string): boolean {
  const has = existsSync(executablePath);
  if (!has) console.warn(`skipped: there is no ${executablePath}, so that no browser ${what}`);
  return has;
}

export const launch = (): Promise<Browser> => chromium.launch({ executablePath, args: ["--no-sandbox"] });
