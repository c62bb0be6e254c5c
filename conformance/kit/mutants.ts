/**
 * Seeded mutants: known ways to get an implementation wrong, as changes of its text. Each must be noticed
 * by the product of some instance. One whose text is no longer found stops the run, so that none can rot.
 */

export interface Mutant {
  readonly name: string;
  /** Path from the root of the project, with `/`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** What mistake this is, and why somebody might make it. */
  readonly story: string;
}

/** The text of the mutant. Throws if what is to be replaced does not occur exactly once. */
export function mutate(text: string, { name, file, find, replace }: Mutant): string {
  const first = text.indexOf(find);
  if (first < 0) throw new Error(`mutant "${name}": its text is not in ${file}`);
  if (text.indexOf(find, first + 1) >= 0) {
    throw new Error(`mutant "${name}": its text is more than once in ${file}`);
  }
  if (find === replace) throw new Error(`mutant "${name}" changes nothing`);
  return text.slice(0, first) + replace + text.slice(first + find.length);
}
