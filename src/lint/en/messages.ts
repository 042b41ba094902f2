import type { Messages } from "../core/language.js";

/** The messages of the rules in English, by rule id and message id. */
export const messages: Messages = {
  "supported-language": {
    unread: "Not checked: the linter reads English and Japanese (detected: {{language}}).",
    otherLanguage: "Not checked: this linter reads only English (detected: {{language}}).",
  },
  "no-empty": {
    empty: "The prompt contains no words.",
    write: 'Say who moves and how, such as "The girl slowly lifts her head."',
  },
  "no-vague-request": {
    vague: "This only asks for a video; it does not say who moves or how.",
    write: 'Say who moves and how, such as "The woman slowly turns to the right and smiles."',
  },
  "require-motion": {
    still: "Nothing moves in this prompt; it describes a still picture.",
    add: "Say what moves and how.",
    addFor: 'Say what moves and how: what does "{{subject}}" do, or what moves around it?',
  },
  "require-subject-motion": {
    cameraOnly: "Only the camera moves; the subject stays frozen.",
    add: "Add one motion of the subject or its surroundings.",
  },
  "require-subject": {
    noActor: 'No actor is named for "{{verb}}".',
    name: 'Name the actor; "the subject" is enough if the image shows one.',
    paste: 'Begin with "The subject".',
  },
  "require-manner": {
    how: 'How? The prompt gives no pace, strength or count for "{{verb}}".',
    add: 'Add "slowly", "gently", or a count such as "three steps".',
    paste: 'Put "slowly" before it.',
  },
  "require-ambient-motion": {
    frozen: "The prompt does not say what happens around the subject; the background may stay frozen.",
    add: 'Say what moves there, or "the background stays still".',
    paste: 'Add "; the background stays still".',
  },
  "no-generic-motion": {
    generic: '"{{verb}}" is the only motion, and it is too general to picture.',
    show: 'Describe what is visible: "takes three steps and stops at the window".',
  },
  "max-actions": {
    tooMany: "{{count}} actions in {{seconds}} seconds; there is time for {{max}}.",
    tooManyUsual: "{{count}} actions; a typical clip of {{seconds}} seconds has time for {{max}}.",
    split: "Keep the most important one, or make one clip for each.",
  },
  "max-camera-moves": {
    tooMany: "{{count}} camera moves in one shot ({{kinds}}).",
    one: "Keep one; a second move works only after the first has ended.",
  },
  "no-contradiction": {
    opposite: '"{{one}}" and "{{other}}" contradict each other in one shot.',
    choose: 'Keep one, or say which comes first ("…, then …").',
  },
  "no-image-redescription": {
    redescribed: "This repeats what the image already shows; the image is the first frame.",
    motion: "Describe what changes.",
  },
  "no-tag-list": {
    quality: "Quality tags describe no motion.",
    remove: "Remove them.",
    list: "This is a list of tags; it does not say who does what.",
    sentence: 'Write a sentence with a verb: "The girl slowly looks up at the stars."',
  },
  "no-negation": {
    negation: "“{{text}}” is a negation; models tend to show what is named.",
    say: 'Describe what is visible instead: "the face stays the same", "a clear sky".',
  },
  "no-command": {
    command: "“{{text}}” is a command.",
    tell: "Describe what happens: “snow begins to fall” for “add snow”.",
  },
  "no-empty-adjective": {
    empty: "“{{text}}” praises the result and describes nothing visible.",
    show: "Add a detail that can be seen or heard: a movement, a light, a sound.",
  },
  "no-invisible-emotion": {
    feeling: "“{{text}}” is a feeling without a visible sign.",
    show: "Show it through a facial expression, a gesture or a breath.",
  },
  "no-scene-change": {
    change: "“{{text}}” leaves the scene of the image.",
    split: "Make one clip for each scene, or write a block for each shot (Shot 1: …).",
  },
  "no-transformation": {
    transform: "“{{text}}” turns what the image shows into something else.",
    start: "Describe a motion of the subject as it is.",
  },
  "no-text-rendering": {
    text: "“{{text}}” asks for text, which video models often misspell.",
    overlay: "Add it to the finished clip in an editor.",
  },
  "no-params-in-prose": {
    seconds: "“{{text}}” does not set the length; `duration` does{{now}}.",
    size: "“{{text}}” does not set the size or shape; `size` does{{now}}.",
    fps: "“{{text}}” does not set the frame rate; the model decides it.",
    remove: "Remove it, and set the parameter if it matters.",
  },
  "param-conflict": {
    seconds: "The prompt says “{{text}}”, but `duration` is {{now}}.",
    size: "The prompt says “{{text}}”, but `size` is {{now}}.",
    late: "“{{text}}” is after the end of the clip; `duration` is {{now}}.",
    long: "“{{text}}” is longer than the clip; `duration` is {{now}}.",
    remove: "Remove it from the prompt, or change the parameter.",
    fit: "Make it fit into {{now}} seconds, or make a longer clip.",
  },
  "max-dialogue": {
    tooMuch: "The spoken lines take about {{needed}} s; the clip is {{seconds}} s long.",
    words: "Shorten them to about {{limit}} words in total, or make a longer clip.",
    morae: "Shorten them to about {{limit}} kana in total, or make a longer clip.",
  },
  "dialogue-format": {
    open: "This quotation is not closed.",
    close: "Close it with {{mark}}.",
    whose: "It is unclear who says this line.",
    name: 'Name the speaker before each line: Detective: "…"',
  },
  "no-real-person": {
    person: "“{{text}}” is a real person; video services reject likenesses of real people.",
    likeness: "“{{text}}” asks for the likeness of a real person; video services reject it.",
    fictional: "Describe a fictional person by age, clothes and posture.",
  },
  "no-protected-character": {
    character: "“{{text}}” is a protected character; video services reject it.",
    style: "“{{text}}” asks for a style by its maker's name; video services may reject it.",
    traits: "Describe a character of your own by shape, colors and posture.",
    look: "Describe the style itself: line, color, light.",
  },
  "no-unsafe-content": {
    minors: "This combines a minor with sexual content, which must not be generated.",
    refused: "“{{text}}” is content that video services reject.",
    review: "Review the prompt before it is sent.",
  },
  "min-length": {
    words: "Too short to say who moves and how (words: {{count}}; recommended: {{min}} or more).",
    characters: "Too short to say who moves and how (characters: {{count}}; recommended: {{min}} or more).",
    add: 'Say who moves and how: "The flag ripples slowly in the wind."',
  },
  "max-length": {
    long: "The prompt is longer than {{max}} words; the model may ignore its end.",
    characters: "The prompt is longer than {{max}} characters; the model may ignore its end.",
    short: "Remove what the image already shows.",
  },
  "no-mixed-language": {
    mixed: "“{{text}}” is in a different language from the rest.",
    one: "Write the whole prompt in one language.",
  },
  "no-placeholder": {
    placeholder: "“{{text}}” is an unfilled template placeholder.",
    fill: "Replace it with the actual words.",
  },
  "no-prompt-leftover": {
    wrapper: "“{{text}}” surrounds the prompt and is not part of it.",
    flag: "“{{text}}” is an option of another tool; video models read it as text.",
    weight: "“{{text}}” is the weight syntax of another tool; video models read it as text.",
    negative: "Negative prompts are not supported: the model may show what is named here.",
    role: "“{{text}}” addresses a chat model and does not describe the clip.",
    reference: "“{{text}}” refers to nothing: the image has no name.",
    remove: "Remove it.",
    name: "Name what the image shows, such as “the woman”.",
  },
  "no-invisible-chars": {
    unseen: "{{name}} is invisible and may confuse the model.",
    lookalike: "“{{text}}” uses mathematical letters, which models read poorly.",
    unreadable: "U+FFFD replaces a character that could not be decoded.",
  },
};
