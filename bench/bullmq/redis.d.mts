export declare const hasRedis: boolean;

export interface Redis extends AsyncDisposable {
  readonly port: number;
  readonly connection: { readonly host: string; readonly port: number };
  usedMemory(): Promise<number>;
  ledgerMemory(): Promise<number>;
  restart(downMs?: number): Promise<void>;
}

export declare function startRedis(settings?: Readonly<Record<string, string>>): Promise<Redis>;
