/** The texts of a module and of all that it uses, as they were read: a run goes on with them while people edit the files. */
import type { CheckedModule } from "../checked.ts";
import { disk, type FileSystem } from "../load/file-system.ts";

/** By what identifies a file, its text. */
export type HeldTexts = readonly (readonly [identity: string, text: string])[];

export function textsOf(module: CheckedModule): Promise<HeldTexts> {
  return Promise.all(
    modulesOf(module).map(
      async ({ syntax: { source } }) => [await disk.identity(source.path), source.text] as const,
    ),
  );
}

/** The module and those that it uses, each once. */
export function modulesOf(module: CheckedModule): readonly CheckedModule[] {
  const found = new Set([module]);
  // What is added meanwhile is visited too.
  for (const { uses } of found) {
    for (const used of uses.values()) found.add(used.module);
  }
  return [...found];
}

/** The disk, with these texts in the place of what the files have now. */
export function withTexts(held: HeldTexts): FileSystem {
  const texts = new Map(held);
  return {
    ...disk,
    read: async (path) => texts.get(await disk.identity(path)) ?? disk.read(path),
    kind: async (path) => (texts.has(await disk.identity(path)) ? "file" : disk.kind(path)),
  };
}
