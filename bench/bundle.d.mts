export declare function bundleSources(
  entry: string | { readonly contents: string; readonly resolveDir: string },
  outfile: string,
): Promise<void>;
