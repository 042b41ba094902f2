/**
 * The types of the sentence: what each model allows, and what is still missing, known to the compiler.
 *
 * @module
 */
import type { KnownModels, ModelTable } from "./models/models.js";

/** Where a clip will be made: the models there, and the one that is chosen. */
export interface Target {
  readonly models: ModelTable;
  readonly model: string;
}

/** The known models, Sora 2 first: what is meant when nothing else is said. */
export interface ReferenceTarget extends Target {
  readonly models: KnownModels;
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

/**
 * Whether the two are one and the same type. Where an argument does not fit a hint at all, the compiler puts the hint in
 * the argument's place, and would show only its name: by this the checks notice, and say what is wanted. Their sentences
 * end in a pattern, because a whole text would be offered as a completion.
 */
type IsSame<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/** `Seconds` itself if the model makes clips of that length, else a sentence that says which it makes. */
export type CheckSeconds<T extends Target, Seconds extends number> =
  IsSame<Seconds, SecondsHint<T>> extends true
    ? Offered<Column<T, "seconds">> | `A duration is a number of seconds, such as ${number}`
    : IsWide<Seconds> extends true
      ? Seconds
      : Column<T, "seconds"> extends readonly number[]
        ? Seconds extends Column<T, "seconds">[number]
          ? Seconds
          : `${T["model"]} makes clips of ${Join<Column<T, "seconds">>} seconds, not ${Seconds}`
        : Seconds;

/** `Size` itself if the model makes clips of that size, else a sentence that says which it makes. */
export type CheckSize<T extends Target, Size extends string> =
  IsSame<Size, SizeHint<T>> extends true
    ? Offered<Column<T, "sizes">> | `A size is a text of width x height in pixels, such as ${number}x${number}`
    : IsWide<Size> extends true
      ? Size
      : Column<T, "sizes"> extends readonly string[]
        ? Size extends Column<T, "sizes">[number]
          ? Size
          : `${T["model"]} makes clips of ${Join<Column<T, "sizes">>}, not ${Size}`
        : Size extends `${number}x${number}`
          ? Size
          : `A size is written as width x height in pixels, such as "1280x720", not ${Size}`;

/** The ids of a table. Has a name, so that a compiler's message shows that, and not all of them. */
export type KnownId<T extends Target> = keyof T["models"] & string;

/** `Id` itself, or a sentence if it is no text at all. */
export type CheckModel<T extends Target, Id extends string> =
  IsSame<Id, ModelId<T>> extends true ? KnownId<T> | `A model is named by its id, such as sora-2 or ${string}` : Id;

/** What a call needs of `this`: nothing once nothing is missing, else a sentence that says what to call first. */
export type Ready<Missing extends string> = [Missing] extends [never]
  ? unknown
  : `Call .withPrompt("who moves and how") first: the ${Missing} is missing`;

/** An id that is in the table, or any other: servers have models that no table knows. */
export type ModelId<T extends Target> = KnownId<T> | (string & {});

/** The same place with another model. */
export type WithModel<T extends Target, Id extends string> = { readonly models: T["models"]; readonly model: Id };
