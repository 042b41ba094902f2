/**
 * The compile-time types of the builder: the durations and sizes of each model, and the options that are still missing.
 */
import type { Endpoint } from "../http/endpoint.js";
import type { KnownModels, ModelTable } from "../models/models.js";

/** The models of an endpoint, and the chosen one. */
export interface Target {
  readonly models: ModelTable;
  readonly model: string;
}

/** The default target: all known models, with `sora-2` chosen. */
export interface ReferenceTarget extends Target {
  readonly models: KnownModels;
  readonly model: "sora-2";
}

/**
 * The target of a client of which only the kind is known: it accepts every client, and any duration and size, which are checked at run
 * time. No other type accepts every client: a table's types are in parameters and in results.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type AnyTarget = any;

/** A value that is not a literal is checked at run time. */
type IsWide<T extends string | number> = string extends T ? true : number extends T ? true : false;

/** One column of the chosen model's row, or `"any"` for a model that is in no table, and for {@link AnyTarget}. */
type Column<T extends Target, Name extends "seconds" | "sizes"> = 0 extends 1 & T
  ? "any"
  : T["model"] extends keyof T["models"]
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

/**
 * "4, 6, 8" of `8 | 4 | 6`, by counting: tables have the default first. `never` for numbers that are not whole, or above 60.
 */
type JoinInOrder<Numbers, Count extends readonly unknown[] = [], Text extends string = ""> = [Numbers] extends [never]
  ? Text
  : Count["length"] extends 61
    ? never
    : Count["length"] extends Numbers
      ? JoinInOrder<
          Exclude<Numbers, Count["length"]>,
          [...Count, unknown],
          `${Text extends "" ? "" : `${Text}, `}${Count["length"]}`
        >
      : JoinInOrder<Numbers, [...Count, unknown], Text>;

type JoinSeconds<List extends readonly number[]> = [JoinInOrder<List[number]>] extends [never]
  ? Join<List>
  : JoinInOrder<List[number]>;

/** The completions of an editor. */
type Offered<Allowed> = Allowed extends readonly (infer Value)[] ? Value : never;

/** Completes to the allowed seconds, and accepts any number for {@link CheckSeconds} to check. */
export type SecondsHint<T extends Target> = Offered<Column<T, "seconds">> | (number & {});

/** Completes to the allowed sizes, and accepts any string for {@link CheckSize} to check. */
export type SizeHint<T extends Target> = Offered<Column<T, "sizes">> | (string & {});

/**
 * Whether two types are identical. If an argument does not fit the hint at all, the compiler infers the hint itself, and its
 * message would show only the hint's name: this lets the checks give a better message. The message ends in a pattern,
 * because a plain string would be offered as a completion.
 */
type IsSame<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/** `Seconds` itself if the model makes clips of that length, else an error message as a type. */
export type CheckSeconds<T extends Target, Seconds extends number> =
  IsSame<Seconds, SecondsHint<T>> extends true
    ? Offered<Column<T, "seconds">> | `A duration is a number of seconds, such as ${number}`
    : IsWide<Seconds> extends true
      ? Seconds
      : Column<T, "seconds"> extends readonly number[]
        ? Seconds extends Column<T, "seconds">[number]
          ? Seconds
          : `${T["model"]} makes clips of ${JoinSeconds<Column<T, "seconds">>} seconds, not ${Seconds}`
        : Seconds;

/** `Size` itself if the model makes clips of that size, else an error message as a type. */
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

/** The ids of a table. It has a name because the compiler's message then shows the name and not the list. */
export type KnownId<T extends Target> = keyof T["models"] & string;

/** `Id` itself, or an error message as a type if it is not a string. */
export type CheckModel<T extends Target, Id extends string> =
  IsSame<Id, ModelId<T>> extends true ? KnownId<T> | `A model is named by its id, such as sora-2 or ${string}` : Id;

/** The type of `this` for a call that needs all options: anything once none is missing, else an error message as a type. */
export type Ready<Missing extends string> = [Missing] extends [never]
  ? unknown
  : `Call .withPrompt("who moves and how") first: the ${Missing} is missing`;

/** An id of the table, or any other: servers have models that the table lacks. */
export type ModelId<T extends Target> = KnownId<T> | (string & {});

/** The same models with another one chosen. */
export type WithModel<T extends Target, Id extends string> = { readonly models: T["models"]; readonly model: Id };

/** The target after `.endpoint(endpoint)`: the chosen model stays if the endpoint has it. */
export type TargetOn<T extends Target, E extends Endpoint> = {
  readonly models: E["models"];
  readonly model: T["model"] extends keyof E["models"] ? T["model"] : E["defaultModel"];
};

/** The target after `animate(image, options)`. */
export type TargetOfOptions<T extends Target, O> = O extends { readonly endpoint: infer E extends Endpoint }
  ? WithModelOf<TargetOn<T, E>, O>
  : WithModelOf<T, O>;

type WithModelOf<T extends Target, O> = O extends { readonly model: infer Id extends string } ? WithModel<T, Id> : T;

/** The options themselves, with an error message as a type for a wrong duration or size, and `never` for an unknown name. */
export type CheckOptions<T extends Target, O, Known extends PropertyKey> = {
  readonly [Name in keyof O]: Name extends Known ? CheckOption<TargetOfOptions<T, O>, Name, O[Name]> : never;
};

type CheckOption<T extends Target, Name, Value> = Name extends "duration"
  ? Value extends number
    ? Refused<Value, CheckSeconds<T, Value>>
    : Value
  : Name extends "size"
    ? Value extends string
      ? Refused<Value, CheckSize<T, Value>>
      : Value
    : Value;

/** An object, because the intersection of a literal with the message would be `never`, and hide it. */
type Refused<Value, Checked> = Value extends Checked ? Value : { error: Checked };

/** The missing options after `animate(image, options)`. */
export type MissingIn<O> = O extends { readonly prompt: string } ? never : "prompt";
