import type { Fix, LintMessage } from "ugoku/lint";
import { button, element } from "./elements.js";
import type { words } from "./ui-text.js";

/** Actions of a finding. */
export interface Actions {
  apply(fix: Fix): void;
  show(finding: number): void;
  /** Highlights the text of one finding, or of none. */
  point(finding: number | undefined): void;
}

type Words = (typeof words)[keyof typeof words];

/** The URL of a rule's page. Pages of the site have the paths of the repository. */
const pageOf = (url: string) => url.replace(/^.*\/docs\/(.*)\.md(#.*)?$/, "$1.html$2");

/** Text with code between backticks. */
const withCode = (text: string) =>
  text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? element("code", {}, part) : part));

/** The list of findings. */
export function findingsList(messages: readonly LintMessage[], say: Words, language: string, actions: Actions) {
  return element("ol", { class: "findings" }, ...messages.map((message, index) => item(message, index)));

  function item(message: LintMessage, index: number): HTMLElement {
    const { severity, ruleId, url } = message;
    const place = `${message.loc.start.line}:${message.loc.start.column}`;
    const rule = url ? element("a", { href: pageOf(url), title: say.rulePage }, ruleId) : element("span", {}, ruleId);
    const made = element(
      "li",
      { "data-severity": severity },
      element(
        "p",
        { class: "finding" },
        element("strong", { class: "badge" }, say.severity[severity]),
        element("span", { lang: language }, ...withCode(message.message)),
      ),
      element(
        "p",
        { class: "about" },
        button(place, () => actions.show(index), {
          class: "place",
          title: say.show,
          "aria-label": `${say.show}: ${place}`,
        }),
        rule,
      ),
      ...suggestions(message),
    );
    made.addEventListener("pointerenter", () => actions.point(index));
    made.addEventListener("pointerleave", () => actions.point(undefined));
    return made;
  }

  function suggestions(message: LintMessage): HTMLElement[] {
    const all = message.suggestions ?? [];
    const own = message.fix;
    // A suggestion with the text of the fix would duplicate its button.
    const isOwn = (fix?: Fix) => fix && own && `${fix.range}${fix.text}` === `${own.range}${own.text}`;
    const rows = all.map(({ message: text, fix }) =>
      element(
        "li",
        {},
        element("span", { lang: language }, ...withCode(text)),
        ...(fix ? [" ", button(isOwn(fix) ? say.fix : say.apply, () => actions.apply(fix))] : []),
      ),
    );
    if (own && !all.some(({ fix }) => isOwn(fix)))
      rows.push(
        element(
          "li",
          {},
          button(say.fix, () => actions.apply(own)),
        ),
      );
    return rows.length === 0 ? [] : [element("ul", { class: "suggestions" }, ...rows)];
  }
}
