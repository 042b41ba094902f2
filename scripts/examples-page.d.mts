/** A section of docs/examples.md. */
export interface Example {
  readonly title: string;
  /** The files to copy, in this order. */
  readonly files: readonly { readonly name: string; readonly code: string }[];
  /** The packages to install, as arguments of npm. */
  readonly packages: readonly string[];
  /** The commands to run. */
  readonly commands: readonly string[];
}

export declare function readExamplesPage(): Example[];
