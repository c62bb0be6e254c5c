import fc from "fast-check";
import { expect, test } from "vitest";
import { Arena, ArenaFull } from "./arena.ts";

interface Block {
  readonly offset: number;
  readonly size: number;
  readonly mark: number;
}

/** Allocations are positive sizes; a release names one of the blocks that are held. */
const arbitrarySteps = fc.array(
  fc.oneof(
    fc.record({ allocate: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ allocate: fc.integer({ min: 1, max: 3000 }) }),
    fc.record({ release: fc.nat() }),
  ),
  { maxLength: 60, size: "max" },
);
/** Quicker than toEqual on long ones. */
const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

type Step = { readonly allocate: number } | { readonly release: number };

/** Each block is found zero and is filled with a mark of its own. */
function run(arena: Arena, steps: readonly Step[], held: Block[] = []): Block[] {
  const blocks = [...held];
  steps.forEach((step, i) => {
    if ("allocate" in step) {
      const { allocate: size } = step;
      const offset = arena.allocate(size);
      expect(offset % 4).toBe(0);
      expect(arena.words.subarray(offset, offset + size).every((word) => word === 0)).toBe(true);
      const mark = -1 - i - held.length * 1000;
      arena.words.fill(mark, offset, offset + size);
      blocks.push({ offset, size, mark });
    } else if (blocks.length > 0) {
      const [block] = blocks.splice(step.release % blocks.length, 1);
      arena.release(block!.offset, block!.size);
    }
  });
  return blocks;
}

test("blocks are zero when they are allocated, and do not overlap", () => {
  fc.assert(
    fc.property(arbitrarySteps, (steps) => {
      const arena = new Arena();
      for (const { offset, size, mark } of run(arena, steps)) {
        expect(arena.words.subarray(offset, offset + size).every((word) => word === mark)).toBe(
          true,
        );
      }
    }),
  );
});

test("a snapshot is restored over longer and shorter states, and goes on in the same way", () => {
  fc.assert(
    fc.property(arbitrarySteps, arbitrarySteps, arbitrarySteps, (first, second, other) => {
      const arena = new Arena();
      const blocks = run(arena, first);
      const snapshot = arena.bytes.slice();
      run(arena, second, blocks);
      const after = arena.bytes.slice();

      for (const arenaNow of [arena, new Arena()]) {
        if (arenaNow !== arena) run(arenaNow, other);
        arenaNow.restore(snapshot);
        expect(isSame(arenaNow.bytes, snapshot)).toBe(true);
        expect(arenaNow.words.subarray(arenaNow.used).every((word) => word === 0)).toBe(true);
        run(arenaNow, second, blocks);
        expect(isSame(arenaNow.bytes, after)).toBe(true);
      }
    }),
  );
});

test("to allocate what is free and release it again changes no byte of a small state", () => {
  fc.assert(
    fc.property(arbitrarySteps, fc.integer({ min: 1, max: 3000 }), (steps, size) => {
      const arena = new Arena();
      run(arena, steps.slice(0, 12));
      arena.release(arena.allocate(size), size);
      const before = arena.bytes.slice();
      const block = arena.allocate(size);
      arena.words.fill(7, block, block + size);
      arena.release(block, size);
      expect(isSame(arena.bytes, before)).toBe(true);
    }),
  );
});

test("what is released is used again: the same blocks over and over take no more room", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }), (sizes) => {
      const arena = new Arena();
      const round = () => {
        const blocks = sizes.map((size) => arena.allocate(size));
        const used = arena.used;
        blocks.forEach((block, i) => arena.release(block, sizes[i]!));
        return used;
      };
      const first = round();
      for (let i = 0; i < 3; i++) expect(round()).toBeLessThanOrEqual(first);
    }),
  );
});

test("a block is at most three words, and a quarter if large, longer than was asked for", () => {
  for (let size = 1; size < 70_000; size += size < 600 ? 1 : 97) {
    const arena = new Arena();
    // From the second on, only the block itself is counted.
    arena.allocate(size);
    const before = arena.used;
    arena.allocate(size);
    const taken = arena.used - before;
    expect(taken).toBeGreaterThanOrEqual(size);
    expect(taken).toBeLessThan(size <= 256 ? size + 4 : size * 1.25 + 1);
  }
});

test("a small state is a small snapshot", () => {
  const arena = new Arena();
  arena.allocate(8);
  expect(arena.bytes.length).toBe((16 + 16 + 8) * 4);
});

test("the limit is a clear error that changes nothing", () => {
  const arena = new Arena({ limitWords: 200 });
  arena.allocate(100);
  const before = arena.bytes.slice();
  expect(() => arena.allocate(96)).toThrow(
    new ArenaFull("228 words are needed and the arena is limited to 200"),
  );
  expect(isSame(arena.bytes, before)).toBe(true);
  // A block that fits, but not with the list that its size would be the first to need.
  expect(() => arena.allocate(56)).toThrow(ArenaFull);
  expect(isSame(arena.bytes, before)).toBe(true);
  expect(arena.allocate(68)).toBeGreaterThan(0);
});

test("what is no snapshot is refused, and so are blocks of no words", () => {
  const arena = new Arena();
  expect(() => arena.restore(new Uint8Array(63))).toThrow("63 bytes that are no snapshot");
  expect(() => arena.restore(new Uint8Array(64))).toThrow("64 bytes that are no snapshot");
  expect(isSame(arena.bytes, new Arena().bytes)).toBe(true);
  expect(() => arena.allocate(0)).toThrow("at least one word");
});
