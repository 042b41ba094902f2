import type {Finding} from "./motion-words.js"; export function japaneseClauses(_t:string):Finding[]{return []}
