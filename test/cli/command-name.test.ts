import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { commandName, toCommandLine } from "../../src/cli/command-name.js";
import { commands } from "../../src/cli/commands.js";
import { json, serve, video } from "../helpers/servers.js";
import { commandLine } from "./command-line.js";

const { ugoku } = commandLine();
const npx = { npm_config_user_agent: "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false" };

test.each([
  ["a shell", {}, "ugoku"],
  ["a shell with an empty variable", { npm_config_user_agent: "" }, "ugoku"],
  ["npx, and npm scripts", npx, "npx ugoku"],
  ["an npm that names only its file", { npm_execpath: "/usr/lib/npm/bin/npm-cli.js" }, "npx ugoku"],
  ["pnpm", { npm_config_user_agent: "pnpm/9.15.9 npm/? node/v20.20.2 linux x64" }, "npx ugoku"],
  ["bunx", { npm_config_user_agent: "bun/1.4.5 npm/? node/v26.3.0 linux x64" }, "bunx ugoku"],
])("started by %s", (_, env, name) => expect(commandName(env)).toBe(name));

describe("started by npx, a command to copy begins with npx", () => {
  test("in ugoku jobs and its options of the endpoint", async () => {
    await using server = await serve((_, response) => json(response, { data: [video()], has_more: false }));
    const { said } = await ugoku(["jobs", "--base-url", server.baseURL], { env: npx });
    expect(said).toContain(`To save a clip: npx ugoku wait video_1 -o clip.mp4 --base-url ${server.baseURL}`);
  });

  test("after an error, also in JSON", async () => {
    await using server = await serve((_, response) => json(response, {}, 401));
    const words = ["wait", "video_1", "-o", "x.mp4", "--base-url", server.baseURL];
    const { said } = await ugoku(words, { env: npx });
    expect(said).toContain(
      `To wait for the job again:\n  npx ugoku wait video_1 -o x.mp4 --base-url ${server.baseURL}\n`,
    );
    const { out } = await ugoku([...words, "--json"], { env: npx });
    expect(JSON.parse(out).next).toBe(`npx ugoku wait video_1 -o x.mp4 --base-url ${server.baseURL}`);
  });

  test.each([
    [["doctor", "--service", "runway"], 'npx ugoku animate photo.jpg -p "…" --service runway'],
    [["animate", "--help"], "npx ugoku animate <image> [options]"],
    [["lint", "--help"], "  pbpaste | npx ugoku lint --fix -"],
    [["--help"], "npx ugoku <command> --help shows"],
    [["animate"], 'npx ugoku animate photo.jpg -p "She'],
    [["animat"], "Did you mean npx ugoku animate?"],
    [["animate", "-z"], "npx ugoku animate -- -z"],
    [["lint", "--zzz=1", "x"], "npx ugoku lint --help shows its options."],
    [["lint", "notes.txt"], "| npx ugoku lint -"],
  ])("in the output of %j", async (words, line) => {
    const { out, said } = await ugoku(words, { env: npx });
    expect((out + said).replaceAll(/\s+/g, " ")).toContain(line.trim());
  });
});

test("examples of the help begin with the name of the command", () => {
  for (const { examples } of commands)
    for (const example of examples) expect(toCommandLine(example)).toContain(`${commandName()} `);
});

test("no other text of the command line has a command to copy", () => {
  const folder = resolve(import.meta.dirname, "../../src/cli");
  const names = commands.map(({ name }) => name).join("|");
  const literal = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
    // The examples are converted by the help.
    .filter((path) => path.endsWith(".ts") && path !== "commands.ts")
    .flatMap((path) => {
      const source = readFileSync(join(folder, path), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^ *\/\/.*$/gm, "");
      return (source.match(literal) ?? []).filter((text) => new RegExp(`\\bugoku (${names})\\b`).test(text));
    });
  // Names of commands in sentences.
  expect(
    found.filter((text) => !/another ugoku serve\.|and ugoku lint reads prompts|^"ugoku sample"$/.test(text)),
  ).toEqual([]);
});
