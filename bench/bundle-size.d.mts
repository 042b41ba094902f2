export interface BundleSize {
  /** What an import brings at once, and what is loaded when it is first needed. */
  readonly first: number;
  readonly later: number;
  /** The files that are loaded at once, and how many minified bytes of each. */
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
  /** What is loaded at once and not bundled. */
  readonly packages: readonly string[];
}

export function bundleSize(
  contents: string,
  options: {
    readonly resolveDir: string;
    readonly platform?: "browser" | "node";
    readonly external?: readonly string[];
  },
): Promise<BundleSize>;
