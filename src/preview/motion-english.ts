import type {Finding} from "./motion-words.js"; export function englishClauses(_t:string):Finding[]{return []}
