import type { Analyzer } from "../analyzer.js";
import type { Reading } from "./features.js";

export function readJapanese(_prose: string, _analyzer: Analyzer | undefined): Reading {
  return { sentences: [], motions: [], camera: [], actors: [], manners: [], stillness: [], appearance: [] };
}
