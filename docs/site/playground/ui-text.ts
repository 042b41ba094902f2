/** Texts of the playground's interface. Findings come from the linter. */
export const words = {
  en: {
    prompt: "Prompt",
    examples: "Examples",
    options: "Options",
    preset: "Rules",
    locale: "Language of the findings",
    auto: "that of the prompt",
    seconds: "Seconds",
    size: "Size",
    model: "Model",
    notGiven: "not given",
    fixAll: "Fix all",
    fixAllHint: "Applies the fixes that keep the prompt's meaning.",
    copyLink: "Copy link",
    copied: "Copied",
    copyFailed: "Not copied; use the address bar",
    findings: "Findings",
    none: "No findings.",
    empty: "Type a prompt or choose an example.",
    apply: "Apply",
    fix: "Fix",
    show: "Show in the prompt",
    rulePage: "About this rule",
    score: "Score",
    of: "of 100",
    severity: { error: "Error", warning: "Warning", info: "Info" },
    counts: (errors: number, warnings: number, infos: number) =>
      [count(errors, "error"), count(warnings, "warning"), count(infos, "info")].join(", "),
    switchTo: "日本語",
    switchLanguage: "ja",
  },
  ja: {
    prompt: "プロンプト",
    examples: "例",
    options: "設定",
    preset: "ルール",
    locale: "指摘の言語",
    auto: "プロンプトと同じ",
    seconds: "秒数",
    size: "サイズ",
    model: "モデル",
    notGiven: "指定なし",
    fixAll: "すべて修正",
    fixAllHint: "意味を変えない修正だけを行います。",
    copyLink: "リンクをコピー",
    copied: "コピーしました",
    copyFailed: "コピーできません。アドレスバーをご利用ください",
    findings: "指摘",
    none: "指摘はありません。",
    empty: "プロンプトを入力するか、例を選んでください。",
    apply: "適用",
    fix: "修正",
    show: "プロンプト内の場所を表示",
    rulePage: "このルールについて(英語)",
    score: "スコア",
    of: "/ 100",
    severity: { error: "エラー", warning: "警告", info: "情報" },
    counts: (errors: number, warnings: number, infos: number) => `エラー${errors}件、警告${warnings}件、情報${infos}件`,
    switchTo: "English",
    switchLanguage: "en",
  },
} as const;

export type InterfaceLanguage = keyof typeof words;

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** Example prompts, weak and good. */
export const examples = [
  "動画にして",
  "このキャラクターがゆっくりと右を向き、優しく微笑む。背景のカフェの客たちは自然に談笑している。",
  "Make it a video.",
  "The woman turns, waves, stands up and dances; the camera zooms in and pans left for 10 seconds, 8k, masterpiece --ar 16:9",
  "The bottle turns slowly as light glides over the glass; the background stays still.",
] as const;

/** The prompt of a playground that is opened without one: it has findings of several kinds. */
export const firstExample: Readonly<Record<InterfaceLanguage, string>> = {
  en: "The woman turns and smiles. The camera zooms in, pans left and orbits her for 10 seconds, masterpiece, 8k --ar 16:9",
  ja: "とても美しい女性。カメラはズームインし、左にパンして、女性の周りを回る。10秒、8K、縦動画。文字を入れないで。",
};
