import { execFileSync } from "node:child_process";
import { copyFile, cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { emptyFolder, type Folder } from "../helpers/folders.js";

const root = resolve(import.meta.dirname, "../..");

/** The packages that a user gets with ugoku, by `npm install`. */
async function installedNames(): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(root, "node_modules/.package-lock.json"), "utf8"));
  const wanted = new Set<string>();
  const add = (name: string) => {
    const found = lock.packages[`node_modules/${name}`];
    if (!found || wanted.has(name)) return;
    wanted.add(name);
    for (const next of Object.keys({ ...found.dependencies, ...found.optionalDependencies })) add(next);
  };
  const { dependencies, optionalDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) add(name);
  return [...wanted];
}

export interface App extends Folder {
  readonly program: string;
  /** The command `ugoku`. */
  readonly cli: string;
}

/** A project with the built package in its node_modules, and with the program of the scenarios. */
export async function createApp(): Promise<App> {
  const folder = await emptyFolder();
  const packages = join(folder.path, "node_modules");
  await mkdir(packages);
  const { files } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const name of ["package.json", ...files])
    await cp(join(root, name), join(packages, "ugoku", name), { recursive: true });
  for (const name of await installedNames()) {
    await mkdir(dirname(join(packages, name)), { recursive: true });
    await symlink(join(root, "node_modules", name), join(packages, name));
  }
  await writeFile(join(folder.path, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const program = join(folder.path, "program.mjs");
  await copyFile(join(import.meta.dirname, "program.mjs"), program);
  return { ...folder, program, cli: join(packages, "ugoku/dist/cli.cjs") };
}

export interface Certificate {
  /** Files in PEM: the key and the certificate of the server, and that of the authority that signed it. */
  readonly key: string;
  readonly cert: string;
  readonly authority: string;
}

/** A certificate for an address, signed by an authority that no system trusts. */
export async function createCertificate(folder: string, address = "127.0.0.1"): Promise<Certificate> {
  const file = (name: string) => join(folder, name);
  const openssl = (...words: string[]) => execFileSync("openssl", words, { stdio: "ignore" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const authority = [
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.pem"),
    "-days",
    "2",
    "-subj",
    "/CN=authority of a test",
  ];
  openssl("req", "-x509", ...newKey, ...authority);
  openssl("req", ...newKey, "-keyout", file("key.pem"), "-out", file("request.pem"), "-subj", `/CN=${address}`);
  await writeFile(file("extensions"), `subjectAltName=IP:${address}\nbasicConstraints=CA:FALSE\n`);
  const signed = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-days", "2"];
  openssl(
    "x509",
    "-req",
    "-in",
    file("request.pem"),
    "-out",
    file("cert.pem"),
    ...signed,
    "-extfile",
    file("extensions"),
  );
  return { key: file("key.pem"), cert: file("cert.pem"), authority: file("ca.pem") };
}
