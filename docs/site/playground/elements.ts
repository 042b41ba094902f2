type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with attributes and children; children that are strings are text, never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  made.append(...children);
  return made;
}

/** A button that does not submit anything. */
export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** A choice with its label. */
export function choice(
  id: string,
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  value: string,
  changed: (value: string) => void,
): HTMLElement {
  const select = element("select", { id }, ...options.map(([key, text]) => element("option", { value: key }, text)));
  // A shared link may contain an unknown choice, such as a custom model.
  if (!options.some(([key]) => key === value)) select.append(element("option", { value }, value));
  select.value = value;
  select.addEventListener("change", () => changed(select.value));
  return element("div", { class: "field" }, element("label", { for: id }, label), select);
}

/** Replaces a part of a text field. Only the deprecated execCommand() supports undo. */
export function replaceText(field: HTMLTextAreaElement, range: readonly [number, number], text: string): void {
  field.focus();
  field.setSelectionRange(...range);
  const done = text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text);
  if (done) return;
  field.setRangeText(text, ...range, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
