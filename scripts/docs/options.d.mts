export interface OptionRow {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly defaultValue: string;
  readonly text: string;
}
export type BuilderRow = OptionRow & { readonly call: string };
export function optionRows(file: string, name: string): OptionRow[];
export function builderRows(): BuilderRow[];
export function optionTable(rows: readonly (OptionRow | BuilderRow)[], label?: string): string;
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string;
