/** The nearest known word to one that is not known. */
import { distance } from "fastest-levenshtein";

/** The candidate within a third of the word's length in edits, or `undefined`. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > 64) continue;
    const edits = candidate.toLowerCase() === word.toLowerCase() ? 0 : distance(word, candidate);
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}
