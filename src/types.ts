/**
 * The types of the sentence: what each model allows, and what is still missing, known to the compiler.
 *
 * @module
 */
import type { ModelTable, ReferenceModels } from "./models.js";

/** Where a clip will be made: the models there, and the one that is chosen. */
export interface Target {
  readonly models: ModelTable;
  readonly model: string;
}

/** The reference models, Sora 2 first: what is meant when nothing else is said. */
export interface ReferenceTarget extends Target {
  readonly models: ReferenceModels;
  readonly model: "sora-2";
}

/** A value that is not a literal: the compiler cannot judge it, so that it is checked at run time. */
type IsWide<T extends string | number> = string extends T ? true : number extends T ? true : false;

/** One column of the chosen model's row, or `"any"` for a model that is in no table. */
type Column<T extends Target, Name extends "seconds" | "sizes"> = T["model"] extends keyof T["models"]
  ? T["models"][T["model"]][Name]
  : "any";

/** "4, 8, 12" of `[4, 8, 12]`. */
type Join<List extends readonly (string | number)[]> = List extends readonly [
  infer First extends string | number,
  ...infer Rest extends readonly (string | number)[],
]
  ? Rest extends readonly []
    ? `${First}`
    : `${First}, ${Join<Rest>}`
  : "";

/** What the compiler offers when a value is typed. */
type Offered<Allowed> = Allowed extends readonly (infer Value)[] ? Value : never;

/** Completes to the allowed seconds, and takes any number that the next check lets pass. */
export type SecondsHint<T extends Target> = Offered<Column<T, "seconds">> | (number & {});

/** Completes to the allowed sizes, and takes any string that the next check lets pass. */
export type SizeHint<T extends Target> = Offered<Column<T, "sizes">> | (string & {});

/** `Seconds` itself if the model makes clips of that length, else a sentence that says which it makes. */
export type CheckSeconds<T extends Target, Seconds extends number> =
  IsWide<Seconds> extends true
    ? Seconds
    : Column<T, "seconds"> extends readonly number[]
      ? Seconds extends Column<T, "seconds">[number]
        ? Seconds
        : `${T["model"]} makes clips of ${Join<Column<T, "seconds">>} seconds, not ${Seconds}`
      : Seconds;

/** `Size` itself if the model makes clips of that size, else a sentence that says which it makes. */
export type CheckSize<T extends Target, Size extends string> =
  IsWide<Size> extends true
    ? Size
    : Column<T, "sizes"> extends readonly string[]
      ? Size extends Column<T, "sizes">[number]
        ? Size
        : `${T["model"]} makes clips of ${Join<Column<T, "sizes">>}, not ${Size}`
      : Size extends `${number}x${number}`
        ? Size
        : `A size is written as width x height in pixels, such as "1280x720", not ${Size}`;

/** What a call needs of `this`: nothing once nothing is missing, else a sentence that says what to call first. */
export type Ready<Missing extends string> = [Missing] extends [never]
  ? unknown
  : `Call .withPrompt("who moves and how") first: the ${Missing} is missing`;

/** An id that is in the table, or any other: servers have models that no table knows. */
export type ModelId<T extends Target> = (keyof T["models"] & string) | (string & {});
