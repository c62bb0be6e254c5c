import fc from "fast-check";
import { expect, test } from "vitest";
import { Arena } from "./arena.ts";
import { Entry, LARGEST_MAP, Maps, NEEDS_COPY, READ, WRITE } from "./map.ts";

/** [start, end, object, offset, flags, wired count, amap, amap offset] */
type Words = [number, number, number, number, number, number, number, number];

const FIELDS = Object.values(Entry);

type Command =
  | { do: "insert"; start: number; length: number; object: number; offset: number; flags: number }
  | { do: "place"; hint: number; length: number; object: number; offset: number }
  /** Adds an entry that goes on as the one at a page does. */
  | { do: "extend"; page: number; length: number }
  | { do: "remove" | "simplify" | "clipStart" | "clipEnd"; page: number }
  | { do: "set"; page: number; field: 4 | 5 | 6 | 7; word: number };

/** Few objects, offsets and lengths, so that neighbours that go on as each other are common. */
function arbitraryCommands(limit: number): fc.Arbitrary<Command[]> {
  const page = fc.oneof(fc.nat(Math.min(limit - 1, 60)), fc.nat(limit - 1));
  const length = fc.integer({ min: 1, max: 8 });
  const object = fc.nat(2);
  const offset = fc.integer({ min: 0, max: 20 });
  const flags = fc.constantFrom(READ, READ | WRITE, READ | WRITE | NEEDS_COPY);
  const field = fc.constantFrom(4, 5, 6, 7) as fc.Arbitrary<4 | 5 | 6 | 7>;
  const insert = { do: fc.constant("insert" as const), start: page, length, object, offset, flags };
  const place = { do: fc.constant("place" as const), hint: page, length, object, offset };
  const kinds = fc.constantFrom(
    ...(["simplify", "simplify", "clipStart", "clipEnd", "remove"] as const),
  );
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record(insert) },
      { weight: 6, arbitrary: fc.record(place) },
      { weight: 6, arbitrary: fc.record({ do: fc.constant("extend" as const), page, length }) },
      { weight: 9, arbitrary: fc.record({ do: kinds, page }) },
      fc.record({ do: fc.constant("set" as const), page, field, word: fc.nat(1) }),
    ),
    { maxLength: 80, size: "max" },
  );
}

/** What a map means, naively: a sorted list of entries. */
class Model {
  readonly limit: number;
  entries: Words[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  at(page: number): Words | undefined {
    return this.entries.find(([start, end]) => start <= page && page < end);
  }

  insert(entry: Words): boolean {
    const [start, end] = entry;
    if (end > this.limit || this.entries.some((each) => each[0] < end && start < each[1])) {
      return false;
    }
    this.entries.push(entry);
    this.entries.sort(([one], [other]) => one - other);
    return true;
  }

  findSpace(length: number, hint: number): number {
    let page = hint;
    for (const [start, end] of this.entries) {
      if (end <= page) continue;
      if (start - page >= length) return page;
      page = end;
    }
    return this.limit - page >= length ? page : -1;
  }

  split(entry: Words, page: number): void {
    if (page <= entry[0] || page >= entry[1]) return;
    this.entries.push(behind(entry, page));
    entry[1] = page;
    this.entries.sort(([one], [other]) => one - other);
  }

  simplify(page: number): void {
    const around = this.at(page)!;
    for (const entry of [this.at(around[0] - 1), around]) {
      const next = entry && this.entries[this.entries.indexOf(entry) + 1];
      if (
        !next ||
        String(behind(entry, next[0])) !== String([next[0], entry[1], ...next.slice(2)])
      ) {
        continue;
      }
      if (entry[1] !== next[0]) continue;
      // The order matters to nobody: what merges with both sides does so in any.
      next[0] = entry[0];
      [next[3], next[7]] = [entry[3], entry[7]];
      this.entries.splice(this.entries.indexOf(entry), 1);
    }
  }
}

/** The rest of an entry from a page on. */
function behind(
  [start, end, object, offset, flags, wired, amap, amapOffset]: Words,
  page: number,
): Words {
  const by = page - start;
  const offsets = [object === 0 ? offset : offset + by, amap === 0 ? amapOffset : amapOffset + by];
  return [page, end, object, offsets[0]!, flags, wired, amap, offsets[1]!];
}

function run(maps: Maps, map: number, command: Command): void {
  switch (command.do) {
    case "insert": {
      const { start, length, object, offset, flags } = command;
      maps.insert(map, start, start + length, object, offset, flags);
      return;
    }
    case "place": {
      const start = maps.findSpace(map, command.length, command.hint);
      if (start === -1) return;
      maps.insert(map, start, start + command.length, command.object, command.offset, READ);
      return;
    }
  }
  const entry = maps.lookup(map, command.page);
  if (entry === 0) return;
  switch (command.do) {
    case "extend": {
      const [start, end, object, offset, flags, ...others] = FIELDS.map((field) =>
        maps.get(entry, field),
      ) as Words;
      const by = object === 0 ? 0 : end - start;
      const behind = maps.insert(map, end, end + command.length, object, offset + by, flags);
      if (behind === 0) return;
      maps.set(behind, Entry.wiredCount, others[0]);
      maps.set(behind, Entry.amap, others[1]);
      maps.set(behind, Entry.amapOffset, others[2] + (others[1] === 0 ? 0 : end - start));
      return;
    }
    case "set":
      return maps.set(entry, command.field, command.word);
    case "clipStart": {
      const clipped = maps.clipStart(map, entry, command.page);
      expect(maps.get(clipped, Entry.start)).toBe(command.page);
      return;
    }
    case "clipEnd":
      // At the first page there would be nothing left.
      if (maps.get(entry, Entry.start) < command.page) maps.clipEnd(map, entry, command.page);
      return;
    case "simplify":
      expect(maps.simplify(map, entry)).toBe(maps.lookup(map, command.page));
      return;
    case "remove":
      return maps.remove(map, entry);
  }
}

function runModel(model: Model, command: Command): void {
  switch (command.do) {
    case "insert": {
      const { start, length, object, offset, flags } = command;
      model.insert([start, start + length, object, offset, flags, 0, 0, 0]);
      return;
    }
    case "place": {
      const start = model.findSpace(command.length, command.hint);
      if (start === -1) return;
      model.insert([start, start + command.length, command.object, command.offset, READ, 0, 0, 0]);
      return;
    }
  }
  const entry = model.at(command.page);
  if (entry === undefined) return;
  switch (command.do) {
    case "extend": {
      const [, end, ...others] = behind(entry, entry[1]);
      model.insert([end, end + command.length, ...others]);
      return;
    }
    case "set":
      entry[command.field] = command.word;
      return;
    case "clipStart":
    case "clipEnd":
      return model.split(entry, command.page);
    case "simplify":
      return model.simplify(command.page);
    case "remove":
      model.entries.splice(model.entries.indexOf(entry), 1);
  }
}

function contents(maps: Maps, map: number): number[][] {
  const found: number[][] = [];
  for (let entry = maps.next(map); entry !== 0; entry = maps.next(entry)) {
    found.push(FIELDS.map((field) => maps.get(entry, field)));
  }
  return found;
}

test.each([5, 60, LARGEST_MAP])("maps of %i pages are sorted lists of entries", (limit) => {
  const queries = fc.array(
    fc.record({ page: fc.nat(Math.min(limit - 1, 70)), length: fc.integer({ min: 1, max: 70 }) }),
  );
  fc.assert(
    fc.property(arbitraryCommands(limit), queries, (commands, asked) => {
      const maps = new Maps(new Arena());
      const [map, model] = [maps.create(limit), new Model(limit)];
      for (const command of commands) {
        run(maps, map, command);
        runModel(model, command);
        maps.check(map);
      }
      expect(contents(maps, map)).toEqual(model.entries);
      expect(maps.entryCount(map)).toBe(model.entries.length);
      for (const { page, length } of asked) {
        expect(maps.findSpace(map, length, page)).toBe(model.findSpace(length, page));
        const startOf = (entry: number) => (entry === 0 ? -1 : maps.get(entry, Entry.start));
        expect(startOf(maps.lookup(map, page))).toBe(model.at(page)?.[0] ?? -1);
        const next = model.entries.find(([, end]) => end > page);
        const found = maps.lookupOrNext(map, page);
        expect(startOf(found)).toBe(next?.[0] ?? -1);
        if (next === undefined) continue;
        const before = model.entries[model.entries.indexOf(next) - 1];
        expect(startOf(maps.previous(map, found))).toBe(before?.[0] ?? -1);
      }
    }),
    { numRuns: 300 },
  );
});

test("a snapshot brings everything back, and goes on in the same way", () => {
  fc.assert(
    fc.property(arbitraryCommands(60), arbitraryCommands(60), (first, second) => {
      const arena = new Arena();
      const maps = new Maps(arena);
      const map = maps.create(60);
      for (const command of first) run(maps, map, command);
      const snapshot = arena.bytes.slice();
      for (const command of second) run(maps, map, command);
      const after = arena.bytes.slice();
      arena.restore(snapshot);
      maps.check(map);
      expect(Buffer.compare(arena.bytes, snapshot)).toBe(0);
      for (const command of second) run(maps, map, command);
      expect(Buffer.compare(arena.bytes, after)).toBe(0);
    }),
  );
});

test("what is clipped and not changed merges again into what it was", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 11, max: 39 }), { maxLength: 9 }),
      fc.nat(1),
      (cuts, object) => {
        const arena = new Arena();
        const maps = new Maps(arena);
        const map = maps.create(50);
        maps.insert(map, 10, 40, object, 7, READ);
        const before = contents(maps, map);
        for (const cut of cuts) maps.clipStart(map, maps.lookup(map, cut), cut);
        expect(maps.entryCount(map)).toBe(new Set(cuts).size + 1);
        for (const cut of cuts) maps.simplify(map, maps.lookup(map, cut));
        expect(contents(maps, map)).toEqual(before);
        maps.check(map);
      },
    ),
  );
});

test("neighbours merge if one goes on where the other ends, in every word", () => {
  const words = fc.tuple(fc.nat(1), fc.nat(3), fc.nat(3), fc.nat(1), fc.nat(1), fc.nat(3));
  const fields = FIELDS.slice(2) as (2 | 3 | 4 | 5 | 6 | 7)[];
  const changed = fc.option(fc.constantFrom(...fields), { freq: 2 });
  fc.assert(
    fc.property(words, changed, fc.boolean(), (attributes, field, fromTheLeft) => {
      const maps = new Maps(new Arena());
      const map = maps.create(50);
      const entry = maps.insert(map, 10, 40);
      fields.forEach((each, i) => maps.set(entry, each, attributes[i]!));
      const whole = contents(maps, map)[0]!;
      const half = maps.clipStart(map, entry, 25);
      const offset = (i: number) => whole[i]! + (whole[i - 1] === 0 ? 0 : 15);
      const second = [25, 40, whole[2], offset(3), whole[4], whole[5], whole[6], offset(7)];
      expect(contents(maps, map)).toEqual([[10, 25, ...whole.slice(2)], second]);

      if (field !== null) maps.set(half, field, maps.get(half, field) + 1);
      expect(maps.simplify(map, fromTheLeft ? entry : half)).toBe(
        field === null || fromTheLeft ? entry : half,
      );
      if (field === null) expect(contents(maps, map)).toEqual([whole]);
      else expect(maps.entryCount(map)).toBe(2);
      maps.check(map);
    }),
  );
});

test("entries with a page between them do not merge", () => {
  const maps = new Maps(new Arena());
  const map = maps.create(50);
  const entry = maps.insert(map, 10, 20);
  const behind = maps.insert(map, 21, 30);
  expect(maps.simplify(map, entry)).toBe(entry);
  expect(maps.simplify(map, behind)).toBe(behind);
  const between = maps.insert(map, 20, 21);
  expect(maps.simplify(map, between)).toBe(entry);
  expect(contents(maps, map)).toEqual([[10, 30, 0, 0, 0, 0, 0, 0]]);
});

test("maps are separate, and a destroyed one leaves its memory to the next", () => {
  const arena = new Arena();
  const maps = new Maps(arena);
  const kept = maps.create(100, 20);
  maps.insert(kept, 30, 31, 1, 0, READ);
  const round = () => {
    const map = maps.create(100);
    for (let page = 0; page < 100; page += 2) maps.insert(map, page, page + 1, 1, page, READ);
    maps.check(map);
    const { used } = arena;
    maps.destroy(map);
    return used;
  };
  const first = round();
  expect(round()).toBe(first);
  expect(contents(maps, kept)).toEqual([[30, 31, 1, 0, READ, 0, 0, 0]]);
});

test("what does not fit is refused, and changes nothing", () => {
  const arena = new Arena();
  const maps = new Maps(arena);
  const map = maps.create(100, 10);
  maps.insert(map, 20, 30, 0, 0, READ);
  const before = arena.bytes.slice();
  for (const [start, end] of [
    [9, 11],
    [29, 31],
    [19, 21],
    [22, 23],
    [10, 100],
    [90, 101],
    [50, 50],
  ]) {
    expect(maps.insert(map, start!, end!, 0, 0, READ)).toBe(0);
  }
  expect(Buffer.compare(arena.bytes, before)).toBe(0);
  expect(maps.findSpace(map, 10)).toBe(10);
  expect(maps.findSpace(map, 11)).toBe(30);
  expect(maps.findSpace(map, 71)).toBe(-1);
  expect(maps.findSpace(map, 1, 100)).toBe(-1);
  expect(() => maps.create(10, 10)).toThrow("not 10 to 10");
  expect(() => maps.create(LARGEST_MAP + 1)).toThrow("a map has pages in 0 to 1073741824");
});

test("many readers or one writer; each time it is locked for writing, a new timestamp", () => {
  const maps = new Maps(new Arena());
  const map = maps.create(10);
  const state = () => [maps.readers(map), maps.isWriteLocked(map), maps.timestamp(map)];
  expect(maps.tryReadLock(map) && maps.tryReadLock(map)).toBe(true);
  expect(state()).toEqual([2, false, 0]);
  expect(maps.tryWriteLock(map)).toBe(false);
  expect(maps.tryUpgrade(map)).toBe(false);
  expect(state()).toEqual([2, false, 0]);
  maps.readUnlock(map);
  expect(maps.tryUpgrade(map)).toBe(true);
  expect(state()).toEqual([0, true, 1]);
  expect(maps.tryReadLock(map) || maps.tryWriteLock(map) || maps.tryUpgrade(map)).toBe(false);
  maps.downgrade(map);
  expect(state()).toEqual([1, false, 1]);
  maps.readUnlock(map);
  expect(maps.tryWriteLock(map)).toBe(true);
  maps.writeUnlock(map);
  expect(state()).toEqual([0, false, 2]);
  expect(() => maps.writeUnlock(map)).toThrow("not locked for writing");
  expect(() => maps.readUnlock(map)).toThrow("not locked for reading");
});
