/** The linter playground: the published `ugoku/lint`, a text field, and underlines behind its text. */
import { fixPrompt, type LintResult, lintPrompt } from "ugoku/lint";
import { button, choice, element, replaceText } from "./elements.js";
import { findingsList } from "./findings.js";
import { lintOptions, presetNames, readState, type State, writeState } from "./state.js";
import { examples, firstExample, type InterfaceLanguage, words } from "./ui-text.js";
import { drawUnderlines } from "./underlines.js";

/** The reference models, inserted at build time: `ugoku/lint` does not export them. */
declare const REFERENCE_MODELS: Readonly<
  Record<string, { readonly seconds: readonly number[]; readonly sizes: readonly string[] }>
>;

const stored = "ugoku-playground-language";
const box = document.getElementById("playground");
if (box) start(box);

function start(root: HTMLElement): void {
  let language = interfaceLanguage();
  let state = readState(location.hash, firstExample[language]);
  let result: LintResult = lintPrompt("");
  let say = words[language];
  let announcing: ReturnType<typeof setTimeout> | undefined;

  const field = element("textarea", { id: "prompt", rows: "5", spellcheck: "false", autocomplete: "off" });
  const layer = element("div", { class: "underlines", "aria-hidden": "true" });
  const score = element("output", { class: "score", for: "prompt" });
  const announced = element("p", { class: "announced", role: "status", "aria-live": "polite" });
  const findings = element("div");
  const fixAll = button("", () => replaceText(field, [0, state.prompt.length], fixed()), { class: "fix-all" });
  field.value = state.prompt;

  const fixed = () => fixPrompt(state.prompt, lintOptions(state)).output;

  function change(changes: Partial<State>): void {
    state = { ...state, ...changes };
    lint();
    history.replaceState(null, "", `#${writeState(state)}`);
  }

  function lint(): void {
    result = lintPrompt(state.prompt, lintOptions(state));
    drawUnderlines(layer, state.prompt, result.messages);
    follow();
    drawFindings();
    // Debounced, so that a screen reader announces the final result.
    clearTimeout(announcing);
    announcing = setTimeout(() => {
      announced.textContent = state.prompt === "" ? "" : summary();
    }, 700);
  }

  const summary = () =>
    `${say.score} ${result.score} ${say.of}. ${say.counts(result.errorCount, result.warningCount, result.infoCount)}`;

  function drawFindings(): void {
    const isEmpty = state.prompt === "";
    fixAll.hidden = isEmpty || fixed() === state.prompt;
    score.replaceChildren(
      ...(isEmpty
        ? []
        : [
            element(
              "b",
              { "data-severity": result.errorCount > 0 ? "error" : result.warningCount > 0 ? "warning" : "good" },
              String(result.score),
            ),
            ` ${say.of} · ${say.counts(result.errorCount, result.warningCount, result.infoCount)}`,
          ]),
    );
    const { locale } = lintOptions(state);
    findings.replaceChildren(
      result.messages.length === 0 || isEmpty
        ? element("p", { class: "nothing" }, isEmpty ? say.empty : say.none)
        : findingsList(result.messages, say, locale ?? (result.language === "ja" ? "ja" : "en"), {
            apply: ({ range, text }) => replaceText(field, range, text),
            show: (finding) => {
              field.focus();
              field.setSelectionRange(...(result.messages[finding]?.range ?? [0, 0]));
              layer.querySelector(marked(finding))?.scrollIntoView({ block: "nearest" });
              field.scrollTop = layer.scrollTop;
            },
            point: (finding) => {
              for (const mark of layer.querySelectorAll("mark.pointed")) mark.classList.remove("pointed");
              if (finding !== undefined)
                for (const mark of layer.querySelectorAll(marked(finding))) mark.classList.add("pointed");
            },
          }),
    );
  }

  const marked = (finding: number) => `mark[data-findings~="${finding}"]`;

  function follow(): void {
    layer.scrollTop = field.scrollTop;
    layer.scrollLeft = field.scrollLeft;
  }

  /** Renders all localized elements; the text field stays the same. */
  function draw(): void {
    say = words[language];
    root.lang = language;
    const spec = REFERENCE_MODELS[state.model] ?? Object.values(REFERENCE_MODELS)[0];
    const none = ["", say.notGiven] as const;
    const plain = (values: readonly (string | number)[]) => values.map((value) => [`${value}`, `${value}`] as const);
    fixAll.textContent = say.fixAll;
    fixAll.title = say.fixAllHint;
    const isWritten = document.activeElement === field;
    root.replaceChildren(
      element(
        "div",
        { class: "bar" },
        element("label", { for: "prompt" }, say.prompt),
        button(say.switchTo, switchLanguage, { class: "language", lang: say.switchLanguage }),
      ),
      element("div", { class: "editor" }, layer, field),
      element("div", { class: "bar" }, score, element("span", { class: "actions" }, fixAll, copyLink())),
      announced,
      element(
        "section",
        { class: "examples", "aria-label": say.examples },
        element("span", { class: "title" }, say.examples),
        ...examples.map((prompt) =>
          button(prompt, () => replaceText(field, [0, state.prompt.length], prompt), {
            lang: /[ぁ-ん]/.test(prompt) ? "ja" : "en",
            title: prompt,
          }),
        ),
      ),
      element(
        "fieldset",
        { class: "options" },
        element("legend", {}, say.options),
        choice("preset", say.preset, plain(presetNames), state.preset, (preset) =>
          change({ preset: presetNames.find((name) => name === preset) ?? "recommended" }),
        ),
        choice(
          "locale",
          say.locale,
          [
            ["auto", say.auto],
            ["en", "English"],
            ["ja", "日本語"],
          ],
          state.locale,
          (locale) => change({ locale: locale === "en" || locale === "ja" ? locale : "auto" }),
        ),
        choice("model", say.model, [none, ...plain(Object.keys(REFERENCE_MODELS))], state.model, (model) => {
          change({ model });
          draw();
          document.getElementById("model")?.focus();
        }),
        choice("seconds", say.seconds, [none, ...plain(spec?.seconds ?? [])], state.seconds, (seconds) =>
          change({ seconds }),
        ),
        choice("size", say.size, [none, ...plain(spec?.sizes ?? [])], state.size, (size) => change({ size })),
      ),
      element("h2", { id: "findings" }, say.findings),
      findings,
    );
    lint();
    if (isWritten) field.focus();
  }

  function copyLink(): HTMLElement {
    const made = button(say.copyLink, () => void copy());
    async function copy(): Promise<void> {
      const copied = await navigator.clipboard?.writeText(location.href).then(
        () => true,
        () => false,
      );
      made.textContent = copied ? say.copied : say.copyFailed;
      setTimeout(() => {
        made.textContent = say.copyLink;
      }, 2_000);
    }
    return made;
  }

  function switchLanguage(): void {
    language = language === "ja" ? "en" : "ja";
    try {
      localStorage.setItem(stored, language);
    } catch {
      // Without storage, the choice is not remembered.
    }
    draw();
    root.querySelector<HTMLElement>(".language")?.focus();
  }

  field.addEventListener("input", () => change({ prompt: field.value }));
  field.addEventListener("scroll", follow);
  new ResizeObserver(follow).observe(field);
  addEventListener("hashchange", () => {
    state = readState(location.hash, firstExample[language]);
    field.value = state.prompt;
    draw();
  });
  draw();
}

/** The stored language, else the browser's. */
function interfaceLanguage(): InterfaceLanguage {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(stored);
  } catch {
    // Storage may be unavailable to a file: page.
  }
  if (chosen === "en" || chosen === "ja") return chosen;
  return navigator.language.startsWith("ja") ? "ja" : "en";
}
