/** The nearest known word to one that is not known. */
import { distance } from "fastest-levenshtein";

/** The candidate within a third of the word's length in edits, or `undefined`. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > 64) continue;
    const edits = editsBetween(word, candidate);
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

function editsBetween(word: string, candidate: string): number {
  if (candidate.toLowerCase() === word.toLowerCase()) return 0;
  const edits = distance(word, candidate);
  // Two letters changed places: one slip of the finger, not two.
  const letters = (text: string) => [...text].sort().join("");
  return edits === 2 && letters(word) === letters(candidate) ? 1 : edits;
}
