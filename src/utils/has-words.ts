/** Whether a text has a letter or a number, as the rule no-empty counts them: Hangul fillers are invisible letters. */
export const hasWords = (text: string): boolean => /(?![\u115f\u1160\u3164\uffa0])[\p{L}\p{N}]/u.test(text);
