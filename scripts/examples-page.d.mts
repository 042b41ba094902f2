/** A section of docs/examples.md. */
export interface Example {
  readonly title: string;
  /** To be copied, in this order. */
  readonly files: readonly { readonly name: string; readonly code: string }[];
  /** To be installed, as they are named to npm. */
  readonly packages: readonly string[];
  /** To be run then. */
  readonly commands: readonly string[];
}

export declare function readExamplesPage(): Example[];
