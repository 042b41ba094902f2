export interface KillRun {
  readonly added: readonly { readonly total: number; readonly added: number; readonly known: number }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly killed: number;
  readonly seconds: number;
  readonly memory: readonly number[];
  readonly reasons: readonly string[];
  readonly seen: {
    readonly counts: Readonly<Record<string, number>>;
    readonly jobs: number;
    readonly photos: number;
    readonly twice: readonly { readonly photo: number; readonly count: number }[];
    readonly twiceByKey: number;
  };
  readonly clips: { readonly whole: number; readonly wrong: readonly string[] };
}

export interface KillSettings {
  readonly server: object;
  readonly options: object;
}

export declare const honest: KillSettings;
export declare const tight: KillSettings;
export declare const careless: KillSettings;
export declare function bundle(entry: string, outfile: string): Promise<void>;
export declare function killRun(
  settings: KillSettings & {
    readonly jobs: number;
    readonly kills: number;
    readonly seed: number;
    readonly stopMs?: number;
    readonly limitMs?: number;
  },
): Promise<KillRun>;
