/**
 * Inflected forms of Japanese verbs, by rule.
 *
 * @module
 */

import { lazy } from "../core/word-list.js";

/** How a verb ends. `stem`: 「走り、」; `te`: 「走って」; `along`: 「走りながら」; `finite`: polite, volitional and other forms. */
export type VerbForm = "dictionary" | "past" | "te" | "stem" | "along" | "negative" | "finite";

export interface Inflection {
  /** Dictionary form of what is inflected: 揺らす of 揺らされる. */
  readonly verb: string;
  readonly form: VerbForm;
  /** The end of the verb itself, without its ending. */
  readonly end: number;
  /** What follows the ending: for a `stem`, the verb that may be joined to it. */
  readonly rest: number;
  readonly passive?: boolean;
  readonly causative?: boolean;
  readonly potential?: boolean;
}

/** The column of the syllabary that a 五段 verb's last kana is of: a, i, u, e, o. */
const columns: Readonly<Record<string, string>> = {
  く: "かきくけこ",
  ぐ: "がぎぐげご",
  す: "さしすせそ",
  つ: "たちつてと",
  ぬ: "なにぬねの",
  ぶ: "ばびぶべぼ",
  む: "まみむめも",
  る: "らりるれろ",
  う: "わいうえお",
};
/** 音便: what stands before て and た. */
const contracted: Readonly<Record<string, string>> = {
  く: "いて",
  ぐ: "いで",
  す: "して",
  つ: "って",
  る: "って",
  う: "って",
  ぬ: "んで",
  ぶ: "んで",
  む: "んで",
};

/** What follows a stem that ends a clause. */
const clauseEnd = /^(?:$|[^ぁ-んァ-ヶ一-龠々a-z0-9])/;
const negative = /^(?:ない|なく(?!な)|なか|ず(?![つらるっん])|ぬ|ん(?:で|と|。|$))/;

/** What kana may follow a verb in its dictionary form. */
export const afterFinite = /^(?:と[、ころき]|の[。をがは]|[よねわ][。!、]|よう|まで|から(?![なず])|んだ|たび|だけ)/;

/** The inflection of `verb`, whose stem ends at `at`: 五段, or 一段. */
export function inflect(text: string, at: number, verb: string, godan: boolean): Inflection | undefined {
  if (!godan) return inflectIchidan(text, at, at, verb);
  const row = verb.slice(-1);
  const column = columns[row] ?? "";
  const next = text.charAt(at);
  const [sound = "", te] = verb === "行く" || verb === "いく" || verb === "ゆく" ? "って" : (contracted[row] ?? "");
  const after = text.charAt(at + 1);
  const end = at + 1;
  if (
    next === sound &&
    (after === te ||
      after === (te === "て" ? "た" : "だ") ||
      /^[とど][るっんう]/.test(text.slice(end, end + 2)) ||
      /^ち[ゃま]/.test(text.slice(end, end + 2)))
  )
    return ending(text, end, end, verb);
  const rest = text.slice(end, end + 6);
  const stem = verb.slice(0, -1) + next;
  switch (column.indexOf(next)) {
    case 0:
      if (negative.test(rest)) return { verb, form: "negative", end, rest: end };
      if (after === "れ") return mark(inflectIchidan(text, end + 1, end, verb), "passive");
      return row === "す" && after !== "せ" ? undefined : mark(inflect(text, end, `${stem}す`, true), "causative");
    case 1:
      return afterStem(text, end, end, verb);
    case 2:
      return { verb, form: "dictionary", end, rest: end };
    case 3: {
      if (after === "ば") return { verb, form: "finite", end, rest: end + 1 };
      return mark(inflectIchidan(text, end, end, verb), "potential");
    }
    case 4:
      return after === "う" ? { verb, form: "finite", end, rest: end + 1 } : undefined;
    default:
      return undefined;
  }
}

function mark(inflection: Inflection | undefined, key: "passive" | "causative" | "potential"): Inflection | undefined {
  return inflection && { ...inflection, [key]: true };
}

/** From て or た, if one is there. */
function ending(text: string, at: number, end: number, verb: string): Inflection | undefined {
  const rest = text.slice(at, at + 3);
  if (/^[ただ]/.test(rest)) return { verb, form: /^[ただ][りら]/.test(rest) ? "finite" : "past", end, rest: at + 1 };
  if (/^ち[ゃま]|^じゃ/.test(rest)) return { verb, form: "finite", end, rest: at + 2 };
  return /^(?:[てで]|[とど][るっんう])/.test(rest) ? { verb, form: "te", end, rest: at + 1 } : undefined;
}

/** 「食べさせられる」 has two of these auxiliaries, and no verb has more. `depth`: how many were read. */
function inflectIchidan(text: string, at: number, end: number, verb: string, depth = 0): Inflection | undefined {
  if (depth > 2) return undefined;
  const rest = text.slice(at, at + 6);
  const next = rest.charAt(0);
  if (next === "る") return { verb, form: "dictionary", end: end === at ? at + 1 : end, rest: at + 1 };
  if (next === "れ" && rest.startsWith("れば")) return { verb, form: "finite", end, rest: at + 2 };
  if (/^よう(?!な|に)/.test(rest)) return { verb, form: "finite", end, rest: at + 2 };
  if (negative.test(rest)) return { verb, form: "negative", end, rest: at };
  if (rest.startsWith("られ")) return mark(inflectIchidan(text, at + 2, end, verb, depth + 1), "passive");
  if (rest.startsWith("させ")) return mark(inflectIchidan(text, at + 2, end, verb, depth + 1), "causative");
  return (
    (/^(?:た(?!い|が)|て|ち[ゃま]|と[るっう])/.test(rest) ? ending(text, at, end, verb) : undefined) ??
    afterStem(text, at, end, verb)
  );
}

/** Endings of the 連用形. */
function afterStem(text: string, at: number, end: number, verb: string): Inflection | undefined {
  const rest = text.slice(at, at + 6);
  if (/^ません/.test(rest)) return { verb, form: "negative", end, rest: at };
  if (/^(?:ます|まし|そう|に(?:行|来|い[くっき]))/.test(rest)) return { verb, form: "finite", end, rest: at + 2 };
  if (/^た(?:い|が|く)/.test(rest)) return undefined;
  if (/^(?:ながら|つつ)/.test(rest)) return { verb, form: "along", end, rest: at + 2 };
  if (clauseEnd.test(rest)) return { verb, form: "stem", end, rest: at };
  // A verb may be joined: the caller decides.
  return /^[一-龠ぁ-ん]/.test(rest) ? { verb, form: "stem", end, rest: at } : undefined;
}

/** Whether nothing is joined to a `stem`. */
export const endsClause = (text: string, at: number): boolean => clauseEnd.test(text.slice(at, at + 2));

/** A verb whose stem a text begins with. */
export interface StemVerb {
  /** Dictionary form. */
  readonly verb: string;
  readonly stem: string;
  readonly godan: boolean;
  /** Of no table. */
  readonly byForm?: true;
}

/** The last kana of the 五段 verbs that have a kana before an ending. */
const rows = lazy(() => {
  const found = new Map(Object.entries(columns).flatMap(([row, column]) => [...column].map((kana) => [kana, row])));
  return found.set("っ", "る").set("ん", "む").set("い", "ぐ");
});

/** Whether a kana verb of no table may begin here: after a particle, or elsewhere if it is none itself. */
const mayStartKana = (text: string, at: number): boolean => {
  const before = text.charAt(at - 1);
  return (
    /(?:[をがはにへでと]|から)$/.test(text.slice(Math.max(0, at - 2), at)) ||
    (!/[がをはにへとでもの]/.test(text.charAt(at)) &&
      (/[^ぁ-ん一-龠々]|[りく]|^$/.test(before) || doubled.test(text.slice(Math.max(0, at - 6), at))))
  );
};

/** The verbs that a kanji and the kana after it may be a form of: 研ぐ of 「研いで」, 乾かす of 「乾かし」. */
export function verbsByForm(text: string, at: number): StemVerb[] {
  const found: StemVerb[] = [];
  const isKana = /[ぁ-ん]/.test(text.charAt(at));
  if (isKana ? !mayStartKana(text, at) : !/[一-龠]/.test(text.charAt(at))) return found;
  for (const length of isKana ? [1, 2, 3, 4] : [1, 2]) {
    const stem = text.slice(at, at + length);
    // 動か, 捕ま: what follows is する's or る's row.
    const isLong = !isKana && length === 2;
    if (
      isLong
        ? // 「混ざる」.
          stem[1] !== "ざ" && columns[rows().get(stem.charAt(1)) ?? ""]?.[0] !== stem[1]
        : (isKana ? /[^ぁ-ん]/ : numeral).test(stem)
    )
      break;
    const [next = "", after = ""] = text.slice(at + length, at + length + 2);
    const row = (next === "い" && /[てた]/.test(after) ? "く" : rows().get(next)) ?? "";
    const vowel = columns[row]?.indexOf(next);
    if (
      vowel === 3 ||
      // 「ゆでて」.
      (isKana && next === "で" && /[てら]/.test(after)) ||
      (length === (isKana ? 2 : 1) && vowel === 1 && /[くぐつぶむる]/.test(row) && /[てたるらさ]/.test(after))
    )
      found.push({ verb: `${stem}${next}る`, stem: stem + next, godan: false, byForm: true });
    if ((isLong ? /[する]/ : /[^ぬ]/).test(row) && !(isKana && length === 1 && text.charAt(at - 1) !== "を"))
      found.push({ verb: stem + row, stem, godan: true, byForm: true });
  }
  return found;
}

/** 「ふわふわ」. */
export const doubled: RegExp = /(.{2,3})\1$/;
const numeral = /[\d一二三四五六七八九十数何少々]$/;

/**
 * Whether the form is one that only a verb has. Nouns and adjectives end in others: 「祭り」, 「赤く」, 「幸せそう」,
 * 「例えば」, 「幸いで」.
 */
export function isVerbForm(text: string, at: number, { verb, form, rest }: Inflection): boolean {
  const left = text.slice(Math.max(0, at - 2), at);
  const before = left.slice(-1);
  const ending = text.slice(rest - 2, rest);
  const after = text.slice(rest, rest + 3);
  if (/^[ぁ-ん]/.test(verb))
    return (
      !/.[をはに]|が[^すせしるりれ]|^(?:[ら-ろ]|さん|し(?!ゃべ|ま[うっい])|す[るれ]|され|とい|につ|によ|[あおな][っり])|(?<!^[ぁ-ん]{1,2}[かがばら])[しさ]て?$/.test(
        text.slice(at, rest),
      ) &&
      !/(?:[あいな]|[^すこ]す|っとく)る$/.test(verb) &&
      !doubled.test(verb) &&
      isKanaForm(form, verb, before, after, ending)
    );
  // 「一匹いて」, 「回転させ」.
  if (/[一-龠々\d]/.test(before) && (ending === "いて" || /^.[さしすせ]/.test(verb) || numeral.test(left)))
    return false;
  // The second verb of a compound, or one after its noun: 「燃え上がる」, 「手繰る」.
  const isJoined = /[いきぎしちびみりえけげせべめれ手足首頭腕尾羽髪]$|しっぽ$|[をにがへ][一-龠]?$/.test(
    text.slice(Math.max(0, at - 3), at),
  );
  if (/い[でだ]/.test(ending) && (isJoined ? /^[すしは]/.test(after) : !/^い[るまた]/.test(after))) return false;
  switch (form) {
    case "along":
    case "negative":
      return true;
    case "te":
      return (
        isJoined || !/[いっ]て/.test(ending) || /^(?:[いゆ行来る、]|く[るれ]|き[てた]|ま[すし]|お[りく])/.test(after)
      );
    case "finite":
      return /ま[すし]|うと$|[ただ][りら]$/.test(text.slice(rest - 2, rest + 1));
    case "stem":
      // The reader looks at what else stands before.
      return endsClause(text, rest) ? /[ぁ-ん一-龠]/.test(before) : !verb.endsWith("でる") && !/[、,]/.test(before);
    default:
      return (
        !(form === "past" ? /[かだ]った/ : before === "を" && /^(?:[。\n]|$)/.test(after) ? /(?!)/ : /く$/).test(
          text.slice(at, rest),
        ) && !(/^[ぁ-ん]/.test(after) && !afterFinite.test(after))
      );
  }
}

/** As `isVerbForm()`, of a verb in kana. */
function isKanaForm(form: VerbForm, verb: string, before: string, after: string, ending: string): boolean {
  switch (form) {
    case "along":
      return true;
    case "te":
      return (
        /^(?:い[るまたてくき]|くる|き[まて]|る[。\n]|ます)/.test(after) ||
        ((before === "を" || (verb.length > 3 && /[がでと]/.test(before))) &&
          /^(?:[、。一-龠ァ-ヶ]|$|から)/.test(after))
      );
    case "finite":
      return /ま[すし]/.test(ending);
    case "dictionary":
      return (
        !/(?:く|[まで]す)$/.test(verb) &&
        (before === "を" ? /^(?:[一-龠ァ-ヶ。、\n]|だけ|$)/ : /^(?:[。\n]|感じ|$)/).test(after) &&
        (before === "を" || !/[うつ]$/.test(verb))
      );
    case "past":
      return before === "を" && /^(?:[。\n]|$)/.test(after);
    case "stem":
      return /^(?:[合上込出回付登落]|あ[いっう]|こ[むん])/.test(after);
    default:
      return false;
  }
}
