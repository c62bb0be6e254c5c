import fc from "fast-check";
import { expect, test } from "vitest";
import { Arena } from "./arena.ts";
import { FRAMES, Model, Tables, arbitraryCommands } from "./pmap-model.fixture.ts";
import {
  FRAME_SHIFT,
  MODIFIED,
  Pmaps,
  REFERENCED,
  WIRED,
  frameOf,
  isPresent,
  isWired,
  isWritable,
} from "./pmap.ts";

const SIZES = [1, 3, 32, 33, 1024, 40_000, 2 ** 30];

/** [page, entry word] of what is present, in the order of pages. */
function contents(tables: Tables, space: number): [number, number][] {
  const found: [number, number][] = [];
  const visit = (pmap: number, page: number, pte: number) => {
    expect(pmap).toBe(tables.handles[space]);
    found.push([page, pte]);
  };
  tables.pmaps.forEachPresent(tables.handles[space]!, 0, tables.pages, { visit });
  return found;
}

function expectSame(tables: Tables, model: Model): void {
  const { pmaps, handles } = tables;
  model.spaces.forEach((space, i) => {
    const expected = [...space]
      .sort(([one], [other]) => one - other)
      .map(([page, { frame, bits }]) => [page, (frame << FRAME_SHIFT) | bits]);
    expect(contents(tables, i)).toEqual(expected);
    expect(pmaps.residentCount(handles[i]!)).toBe(space.size);
    const wired = [...space.values()].filter(({ bits }) => bits & WIRED);
    expect(pmaps.wiredCount(handles[i]!)).toBe(wired.length);
    for (const [page, pte] of expected) expect(pmaps.extract(handles[i]!, page!)).toBe(pte);
  });
  for (let frame = 0; frame < FRAMES; frame++) {
    const mappings = model.mappings(frame);
    const found: string[] = [];
    const visit = (pmap: number, page: number) => {
      found.push(`${handles.indexOf(pmap)}:${page}`);
    };
    pmaps.forEachMapping(frame, { visit });
    expect(found.sort()).toEqual(
      mappings.map(([space, page]) => `${model.spaces.indexOf(space)}:${page}`).sort(),
    );
    expect(pmaps.isMapped(frame)).toBe(mappings.length > 0);
    expect(pmaps.mappings(frame)).toBe(mappings.length);
    const wired = mappings.filter(([space, page]) => space.get(page)!.bits & WIRED);
    expect(pmaps.wiredMappings(frame)).toBe(wired.length);
    expect(pmaps.isModified(frame)).toBe(model.has(frame, MODIFIED));
    expect(pmaps.isReferenced(frame)).toBe(model.has(frame, REFERENCED));
  }
  expect(pmaps.shootdowns).toBe(model.shootdowns);
}

test.each(SIZES)("spaces of %i pages are maps from pages to entries", (pages) => {
  fc.assert(
    fc.property(arbitraryCommands(pages), (commands) => {
      const [tables, model] = [new Tables(pages), new Model(pages)];
      for (const command of commands) {
        tables.run(command);
        model.run(command);
        tables.check();
      }
      expectSame(tables, model);
    }),
    { numRuns: 100 },
  );
});

test.each(SIZES)("the next page with an entry, in spaces of %i pages", (pages) => {
  fc.assert(
    fc.property(
      arbitraryCommands(pages),
      fc.nat(pages - 1),
      fc.nat(pages),
      (commands, from, to) => {
        const tables = new Tables(pages);
        for (const command of commands) tables.run(command);
        const present = contents(tables, 0).map(([page]) => page);
        for (const start of [from, ...present, ...present.map((page) => page + 1)]) {
          const next = present.find((page) => page >= start && page < to) ?? -1;
          expect(tables.pmaps.nextPresent(tables.handles[0]!, start, to)).toBe(next);
        }
      },
    ),
  );
});

test("a snapshot brings everything back, and goes on in the same way", () => {
  const run = fc.constantFrom(...SIZES).chain((pages) =>
    fc.record({
      pages: fc.constant(pages),
      first: arbitraryCommands(pages),
      second: arbitraryCommands(pages),
    }),
  );
  fc.assert(
    fc.property(run, ({ pages, first, second }) => {
      const tables = new Tables(pages);
      for (const command of first) tables.run(command);
      const [snapshot, handles] = [tables.arena.bytes.slice(), [...tables.handles]];
      for (const command of second) tables.run(command);
      const after = tables.arena.bytes.slice();

      tables.arena.restore(snapshot);
      tables.handles = handles;
      tables.check();
      expect(Buffer.compare(tables.arena.bytes, snapshot)).toBe(0);
      for (const command of second) tables.run(command);
      expect(Buffer.compare(tables.arena.bytes, after)).toBe(0);
    }),
  );
});

test("when all is removed, a pmap is as it was at first", () => {
  fc.assert(
    fc.property(arbitraryCommands(40_000), (commands) => {
      const tables = new Tables(40_000);
      for (const command of commands) tables.run(command);
      for (const pmap of tables.handles) tables.pmaps.remove(pmap, 0, 40_000);
      tables.check();
      for (const pmap of tables.handles) {
        expect([...tables.arena.words.subarray(pmap, pmap + 4)]).toEqual([0, 0, 0, 0]);
      }
    }),
  );
});

test("over and over the same, no more memory: nodes and links are freed", () => {
  const tables = new Tables(40_000);
  const [parent, child] = tables.handles as [number, number];
  const round = () => {
    for (let i = 0; i < 200; i++) tables.pmaps.enter(parent, i * 190, i % FRAMES, true, false);
    tables.pmaps.copy(child, parent, 0, 40_000);
    const { used } = tables.arena;
    tables.pmaps.remove(parent, 0, 40_000);
    for (let frame = 0; frame < FRAMES; frame++) tables.pmaps.removeAll(frame);
    tables.check();
    return used;
  };
  const first = round();
  expect(round()).toBe(first);
  expect(round()).toBe(first);
});

test("a small instance is a small snapshot", () => {
  const arena = new Arena();
  const pmaps = new Pmaps(arena, { frames: 4, pages: 2 });
  const [parent, child] = [pmaps.create(), pmaps.create()];
  for (const page of [0, 1]) pmaps.enter(parent, page, page, true, false);
  pmaps.copy(child, parent, 0, 2);
  expect(arena.used).toBeLessThanOrEqual(100);
});

test("fork: the parent loses its right to write, the child reads the same frames", () => {
  const pmaps = new Pmaps(new Arena(), { frames: 4, pages: 100 });
  const [parent, child] = [pmaps.create(), pmaps.create()];
  pmaps.enter(parent, 40, 3, true, true);
  expect(pmaps.access(parent, 40, true)).not.toBe(0);
  pmaps.protect(parent, 0, 100);
  pmaps.copy(child, parent, 0, 100);
  expect(pmaps.shootdowns).toBe(1);
  for (const pmap of [parent, child]) {
    const pte = pmaps.extract(pmap, 40);
    expect([isPresent(pte), isWritable(pte), frameOf(pte)]).toEqual([true, false, 3]);
    expect(isWired(pte)).toBe(pmap === parent);
    expect(pmaps.access(pmap, 40, true)).toBe(0);
    expect(pmaps.access(pmap, 40, false)).not.toBe(0);
  }
  expect(pmaps.testAndClearReferenced(3)).toBe(2);
  pmaps.removeAll(3);
  expect(pmaps.isModified(3)).toBe(true);
  pmaps.clearModified(3);
  expect(pmaps.isModified(3)).toBe(false);
});

test("the checks notice what is wrong", () => {
  const damage = (change: (words: Int32Array, pmap: number) => void, isShared = false) => {
    const tables = new Tables(100);
    const [parent, child] = tables.handles as [number, number];
    for (const page of [1, 70]) tables.pmaps.enter(parent, page, page % 8, true, true);
    tables.pmaps.copy(child, parent, 0, 100);
    if (isShared) tables.pmaps.enter(parent, 2, 1, true, false);
    tables.check();
    change(tables.arena.words, parent);
    return () => tables.check();
  };
  const leafIn = (words: Int32Array, pmap: number) => words[words[pmap]! + 1]!;
  expect(damage((words, pmap) => words[pmap + 1]!++)).toThrow("2 entries, 2 wired; counted 3, 2");
  expect(damage((words, pmap) => words[pmap + 2]!--)).toThrow("counted 2, 1");
  expect(damage((words, pmap) => (words[words[pmap]!]! |= 2))).toThrow("page 32 and its bit");
  expect(damage((words, pmap) => (words[leafIn(words, pmap)]! |= 1))).toThrow("page 0: the entry");
  expect(damage((words, pmap) => (words[leafIn(words, pmap) + 1] = 8))).toThrow("not its own");
  expect(damage((words, pmap) => (words[leafIn(words, pmap) + 7]! ^= 1 << FRAME_SHIFT))).toThrow(
    "a mapping of another frame",
  );
  expect(damage((words, pmap) => (words[leafIn(words, pmap) + 4] = 0))).toThrow("without entries");
  expect(damage((words, pmap) => (words[leafIn(words, pmap) + 4]! |= 1))).toThrow("not know of it");
  expect(damage((words, pmap) => (words[leafIn(words, pmap) + 5] = 8))).toThrow(
    "what is not there",
  );
  // The frame of page 1 is mapped a third time, by page 2, and so in a list.
  const linked = (change: (words: Int32Array, links: number) => void) =>
    damage((words, pmap) => change(words, words[leafIn(words, pmap) + 3]!), true);
  expect(linked((words, links) => (words[links]! |= 8))).toThrow("not there");
  expect(linked((words, links) => (words[links] = 0))).toThrow("nobody needs");
  expect(linked((words, links) => (words[links + 7] = 4))).toThrow("lead back");
  expect(linked((words, links) => (words[links + 4] = 0))).toThrow(/reverse|otherwise/);
});

test("what is out of range is refused", () => {
  const arena = new Arena();
  expect(() => new Pmaps(arena, { frames: 0, pages: 1 })).toThrow("1 to 16777216 frames, not 0");
  expect(() => new Pmaps(arena, { frames: 1, pages: 2 ** 31 })).toThrow("1 to 1073741824 pages");
  const pmaps = new Pmaps(arena, { frames: 2, pages: 10 });
  const pmap = pmaps.create();
  expect(() => pmaps.enter(pmap, 10, 0, true, false)).toThrow("there is no page 10");
  expect(() => pmaps.enter(pmap, 0, 2, true, false)).toThrow("there is no frame 2");
  expect(pmaps.extract(pmap, 10)).toBe(0);
});
