export interface BundleSize {
  /** The part that is loaded at once, and the part that is loaded on demand. */
  readonly first: number;
  readonly later: number;
  /** The files that are loaded at once, with their minified bytes. */
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
  /** The external modules that are loaded at once. */
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

/** kB of everything that an import can reach, in one file. */
export function reachSize(
  contents: string,
  options: { readonly resolveDir: string; readonly without: RegExp },
): Promise<number>;
