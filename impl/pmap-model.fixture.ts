/** What page tables mean, naively: a map from pages to entries. And commands to hold tables against it. */
import fc from "fast-check";
import { Arena } from "./arena.ts";
import {
  MODIFIED,
  PRESENT,
  Pmaps,
  REFERENCED,
  WIRED,
  WRITABLE,
  frameOf,
  isPresent,
} from "./pmap.ts";

export const SPACES = 3;
export const FRAMES = 9;

export type Command =
  | { do: "enter"; pmap: number; page: number; frame: number; writable: boolean; wired: boolean }
  /** Enters some pages one after the other, with frames one after the other. */
  | { do: "fill"; pmap: number; page: number; count: number; frame: number; writable: boolean }
  /** Enters the frame that is there. */
  | { do: "reenter"; pmap: number; page: number; writable: boolean; wired: boolean }
  | { do: "remove" | "protect" | "unwire"; pmap: number; from: number; to: number }
  | { do: "copy" | "protectAndCopy"; pmap: number; source: number; from: number; to: number }
  | { do: "access"; pmap: number; page: number; write: boolean }
  | { do: "mark"; pmap: number; page: number; clear: number; set: number }
  | { do: "removeAll" | "removeWrite" | "clearModified" | "testAndClearReferenced"; frame: number }
  | { do: "recreate"; pmap: number };

/** Pages near each other, near the borders of nodes, and anywhere. */
function arbitraryPage(pages: number): fc.Arbitrary<number> {
  const near = (at: number) =>
    fc.integer({ min: Math.max(0, at - 3), max: Math.min(pages, at + 6) - 1 });
  const places = [0, 32, 1024, 32 * 1024, pages - 1].filter((at) => at < pages);
  return fc.oneof(...places.map(near), fc.integer({ min: 0, max: pages - 1 }));
}

export function arbitraryCommands(pages: number): fc.Arbitrary<Command[]> {
  const pmap = fc.nat(SPACES - 1);
  const page = arbitraryPage(pages);
  const frame = fc.nat(FRAMES - 1);
  const flag = fc.boolean();
  const end = fc.oneof(page, page, fc.constant(pages));
  const bits = fc.integer({ min: 0, max: 255 });
  const enter = fc.record({
    do: fc.constant("enter" as const),
    pmap,
    page,
    frame,
    writable: flag,
    wired: flag,
  });
  const copy = fc.record({
    do: fc.constantFrom("copy", "protectAndCopy"),
    pmap,
    source: pmap,
    from: page,
    to: end,
  });
  const count = fc.integer({ min: 1, max: 40 });
  const fill = fc.record({
    do: fc.constant("fill" as const),
    pmap,
    page,
    count,
    frame,
    writable: flag,
  });
  const reenter = fc.record({
    do: fc.constant("reenter" as const),
    pmap,
    page,
    writable: flag,
    wired: flag,
  });
  return fc.array(
    fc.oneof(
      { weight: 8, arbitrary: enter },
      { weight: 4, arbitrary: fill },
      { weight: 4, arbitrary: reenter },
      { weight: 6, arbitrary: copy },
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constantFrom("remove", "protect", "unwire"),
          pmap,
          from: page,
          to: end,
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({ do: fc.constant("access" as const), pmap, page, write: flag }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant("mark" as const),
          pmap,
          page,
          clear: bits,
          set: bits,
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constantFrom(
            "removeAll",
            "removeWrite",
            "clearModified",
            "testAndClearReferenced",
          ),
          frame,
        }),
      },
      fc.record({ do: fc.constant("recreate" as const), pmap }),
    ),
    { maxLength: 60, size: "max" },
  );
}

/** Page tables of some spaces, driven by commands. */
export class Tables {
  readonly arena = new Arena();
  readonly pmaps: Pmaps;
  readonly pages: number;
  handles: number[];

  constructor(pages: number) {
    this.pages = pages;
    this.pmaps = new Pmaps(this.arena, { frames: FRAMES, pages });
    this.handles = Array.from({ length: SPACES }, () => this.pmaps.create());
  }

  run(command: Command): void {
    const { pmaps, handles } = this;
    const pmap = "pmap" in command ? handles[command.pmap]! : 0;
    switch (command.do) {
      case "enter":
        return pmaps.enter(pmap, command.page, command.frame, command.writable, command.wired);
      case "fill":
        for (const [page, frame] of filled(command, this.pages)) {
          pmaps.enter(pmap, page, frame, command.writable, false);
        }
        return;
      case "reenter": {
        const pte = pmaps.extract(pmap, command.page);
        if (!isPresent(pte)) return;
        return pmaps.enter(pmap, command.page, frameOf(pte), command.writable, command.wired);
      }
      case "copy":
      case "protectAndCopy":
        return pmaps[command.do](pmap, handles[command.source]!, command.from, command.to);
      case "access":
        return void pmaps.access(pmap, command.page, command.write);
      case "mark":
        return pmaps.mark(pmap, command.page, command.clear, command.set);
      case "recreate":
        pmaps.destroy(pmap);
        handles[command.pmap] = pmaps.create();
        return;
      case "remove":
      case "protect":
      case "unwire":
        return pmaps[command.do](pmap, command.from, command.to);
      default:
        return void pmaps[command.do](command.frame);
    }
  }

  check(): void {
    this.pmaps.check(this.handles);
  }
}

/** Pages and frames of the command "fill", as far as there are pages. */
function filled(command: { page: number; count: number; frame: number }, pages: number) {
  const count = Math.min(command.count, pages - command.page);
  const pair = (i: number) => [command.page + i, (command.frame + i) % FRAMES] as const;
  return Array.from({ length: count }, (_, i) => pair(i));
}

interface Entry {
  readonly frame: number;
  bits: number;
}

type Space = Map<number, Entry>;

/** The same without any structure. */
export class Model {
  readonly spaces = Array.from({ length: SPACES }, () => new Map<number, Entry>());
  readonly attributes: number[] = new Array<number>(FRAMES).fill(0);
  shootdowns = 0;
  readonly #pages: number;

  constructor(pages: number) {
    this.#pages = pages;
  }

  run(command: Command): void {
    const space = "pmap" in command ? this.spaces[command.pmap]! : new Map<number, Entry>();
    const within = (pages: Space) =>
      [...pages].filter(([page]) => "from" in command && page >= command.from && page < command.to);
    switch (command.do) {
      case "enter":
        this.#enter(space, command.page, command.frame, command.writable, command.wired);
        break;
      case "fill":
        for (const [page, frame] of filled(command, this.#pages)) {
          this.#enter(space, page, frame, command.writable, false);
        }
        break;
      case "reenter": {
        const entry = space.get(command.page);
        if (entry) this.#enter(space, command.page, entry.frame, command.writable, command.wired);
        break;
      }
      case "copy":
      case "protectAndCopy":
        for (const [page, entry] of within(this.spaces[command.source]!)) {
          const { frame } = entry;
          if (command.do === "protectAndCopy") this.#loseWrite(entry);
          if (!space.has(page)) space.set(page, { frame, bits: PRESENT });
        }
        break;
      case "access": {
        const entry = space.get(command.page);
        if (entry && (!command.write || entry.bits & WRITABLE)) {
          entry.bits |= REFERENCED | (command.write ? MODIFIED : 0);
        }
        break;
      }
      case "mark": {
        const entry = space.get(command.page);
        if (entry) entry.bits = (entry.bits & ~(command.clear & 0xe0)) | (command.set & 0xe0);
        break;
      }
      case "remove":
        for (const [page] of within(space)) this.#remove(space, page);
        break;
      case "protect":
        for (const [, entry] of within(space)) this.#loseWrite(entry);
        break;
      case "unwire":
        for (const [, entry] of within(space)) entry.bits &= ~WIRED;
        break;
      case "recreate":
        for (const page of [...space.keys()]) this.#remove(space, page);
        break;
      case "removeAll":
        for (const [each, page] of this.mappings(command.frame)) this.#remove(each, page);
        break;
      case "removeWrite":
        for (const [each, page] of this.mappings(command.frame)) this.#loseWrite(each.get(page)!);
        break;
      case "clearModified":
      case "testAndClearReferenced": {
        const bit = command.do === "clearModified" ? MODIFIED : REFERENCED;
        for (const [each, page] of this.mappings(command.frame)) each.get(page)!.bits &= ~bit;
        this.attributes[command.frame]! &= ~bit;
      }
    }
  }

  mappings(frame: number): [Space, number][] {
    return this.spaces.flatMap((space) =>
      [...space]
        .filter(([, entry]) => entry.frame === frame)
        .map(([page]): [Space, number] => [space, page]),
    );
  }

  has(frame: number, bit: number): boolean {
    const entries = this.mappings(frame).map(([space, page]) => space.get(page)!);
    return entries.some((entry) => entry.bits & bit) || (this.attributes[frame]! & bit) !== 0;
  }

  #enter(space: Space, page: number, frame: number, writable: boolean, wired: boolean): void {
    let bits = PRESENT | (writable ? WRITABLE : 0) | (wired ? WIRED : 0);
    const old = space.get(page);
    if (old?.frame === frame) {
      bits |= old.bits & ~(WRITABLE | WIRED);
      if (old.bits & WRITABLE && !writable) this.shootdowns++;
    } else this.#remove(space, page);
    space.set(page, { frame, bits });
  }

  #remove(space: Space, page: number): void {
    const entry = space.get(page);
    if (entry === undefined) return;
    this.attributes[entry.frame]! |= entry.bits & (REFERENCED | MODIFIED);
    this.shootdowns++;
    space.delete(page);
  }

  #loseWrite(entry: Entry): void {
    if (entry.bits & WRITABLE) this.shootdowns++;
    entry.bits &= ~WRITABLE;
  }
}
