/**
 * Generated code that signs the identities of a state: adds up, for each of them, hashes of the places
 * where it occurs, with colours for identities. Signatures move along when identities are exchanged:
 * the sums do not depend on the order of cells, and what is added says of other identities no more than
 * their colours.
 *
 * The first look at a state is *blind*, without colours. Then the low bits of a signature count how often
 * the identity is a value somewhere, as against being the key of cells and an element of sets.
 *
 * Names in the text, besides those of places.ts: `K` the colours and `G` the signatures by number.
 */
import { maskOf } from "../code/bits.ts";
import type { Type } from "../../model.ts";
import type { Layout, MapLayout, SetLayout } from "../layout/layout.ts";
import {
  bitsAt,
  cellAt,
  codeAt,
  enter,
  itemTypes,
  movingBits,
  plus,
  TOP,
  valueOf,
  type At,
  type Cell,
  type CodeContext,
  type Index,
} from "./places.ts";

/** Low bits of a blind signature that count; there may not be more places than they can count to. */
export const COUNT_BITS = 12;
/** The others. */
const SIGNED = -(2 ** COUNT_BITS);

/** A hash that is known, or the variable that has it. */
type Hash = Index;

const FACTOR = 0x2c1b3c6d;
const CELL_FACTOR = 0x297a2d39;

/** Bits of a cell up to which a blind look finds in tables what it adds to signatures. */
const MOST_LOOKED_UP = 6;

/** One round of a multiplicative hash: the low bits of what is mixed in reach all higher ones. */
function mixed(hash: number, value: number): number;
function mixed(hash: Hash, value: number): Hash;
function mixed(hash: Hash, value: number): Hash {
  if (typeof hash === "string") return `Math.imul(${hash}^${value},${FACTOR})`;
  const product = Math.imul(hash ^ value, FACTOR);
  return product ^ (product >>> 15);
}

/** The end of what is mixed for a cell. */
const mixedCell = (hash: number): number => Math.imul(hash ^ (hash >>> 13), CELL_FACTOR);

export class SignCode {
  readonly #context: CodeContext;
  readonly #blind: boolean;
  /** Places at which an identity can be a value. */
  places = 0;

  constructor(context: CodeContext, blind: boolean) {
    this.#context = context;
    this.#blind = blind;
  }

  /** Statements that sign for one variable. */
  variable(node: Layout, type: Type, index: number): string {
    return this.#context.w.scope(() => {
      this.#collect(node, type, TOP, mixed(0x51ed270b, index + 1), 1);
    });
  }

  // -------------------------------------------------------------------------------------------
  // Adding to signatures

  #add(element: Index, hash: Hash, isValue: boolean): void {
    if (!this.#blind) return this.#context.w.line(`G[${element}]+=${hash};`);
    const kept =
      typeof hash === "number" ? (hash & SIGNED) | Number(isValue) : `(${hash}&${SIGNED})`;
    this.#context.w.line(
      `G[${element}]+=${kept}${isValue && typeof hash === "string" ? "|1" : ""};`,
    );
  }

  /** Signs the identities in a value; `hash` is of what is around it, `copies` how often it is there. */
  #collect(node: Layout, type: Type, from: At, hash: Hash, copies: number): void {
    const context = this.#context;
    if (!context.elements.moves(type)) return;
    const at = enter(node, from);
    switch (node.kind) {
      case "leaf":
        this.places += copies;
        return this.#add(
          plus(context.elements.of(type).first, codeAt(node, at)),
          mixed(hash, 1),
          true,
        );
      case "tuple":
        return this.#collectItems(node.items, itemTypes(type), at, hash, copies);
      case "option": {
        const item = itemTypes(type)[0]!;
        const collect = (): void => this.#collect(node.item, item, at, hash, copies);
        if (context.soleLeaf(node, type)) return collect();
        return context.whenPresent(node, at, collect, () => undefined);
      }
      case "enum":
        return context.eachVariant(
          node,
          at,
          (tag, inner) => {
            const types = node.type.variants[tag]!.payload;
            const { payload } = node.variants[tag]!;
            this.#collectItems(payload, types, inner, this.#kept(mixed(hash, tag + 1)), copies);
          },
          () => undefined,
        );
      case "seq": {
        const length = context.keep("const", codeAt(node.length, enter(node.length, at)));
        const item = itemTypes(type)[0]!;
        return context.each(node.capacity, (i) => {
          const cell = cellAt(node.packed, node.item, node.capacity, at, i);
          const each = typeof i === "number" ? 1 : node.capacity;
          const text = context.w.scope(() =>
            this.#collect(node.item, item, cell, this.#derived(hash, i), copies * each),
          );
          context.w.line(`if(${length}>${i}){${text}}`);
        });
      }
      case "set":
        return this.#collectSet(node, at, hash);
      case "map":
        return this.#collectMap(node, valueOf(type), at, hash, copies);
    }
  }

  #collectItems(
    nodes: readonly Layout[],
    types: readonly Type[],
    at: At,
    hash: Hash,
    copies: number,
  ): void {
    nodes.forEach((node, i) => {
      if (!this.#context.elements.moves(types[i]!)) return;
      this.#collect(node, types[i]!, at, this.#kept(mixed(hash, i + 0x100)), copies);
    });
  }

  #collectSet(node: SetLayout, at: At, hash: Hash): void {
    const { item } = node;
    this.#context.eachMember(node, at, ({ elements, base }) => {
      const around = item.kind === "symmetric" ? hash : this.#derived(hash, base);
      this.#signKeys(this.#painted(around, elements), elements);
    });
  }

  #collectMap(node: MapLayout, type: Type, at: At, hash: Hash, copies: number): void {
    const context = this.#context;
    const { keys, count, value } = node;
    if (!keys.some((key) => context.elements.moves(key))) {
      return context.each(count, (i) => {
        const cell = cellAt(node.packed, value, count, at, i);
        const each = typeof i === "number" ? 1 : count;
        this.#collect(value, type, cell, this.#derived(hash, i), copies * each);
      });
    }
    const isSmall = value.packed && value.bits <= MOST_LOOKED_UP && !context.elements.moves(type);
    const tables = new Map<string, string>();
    context.eachCell(keys, count, (cell) => {
      if (this.#blind && isSmall && typeof hash === "number" && typeof cell.base === "number") {
        const start = cell.base === 0 ? hash : mixed(hash, cell.base);
        return this.#lookCellUp(node, at, start, cell, tables);
      }
      const around = this.#paintCell(node, type, at, hash, cell);
      this.#signKeys(around, cell.elements);
      const each = typeof cell.cell === "number" ? 1 : count;
      const place = cellAt(node.packed, value, count, at, cell.cell);
      this.#collect(value, type, place, around, copies * each);
    });
  }

  /** Signs the keys of a cell that has few values: what is added for each is known. */
  #lookCellUp(
    { packed, value, count }: MapLayout,
    at: At,
    hash: number,
    { cell, elements }: Cell,
    tables: Map<string, string>,
  ): void {
    const context = this.#context;
    const code = codeAt(value, enter(value, cellAt(packed, value, count, at, cell)));
    const index = elements.length > 1 ? context.keep("const", code) : code;
    elements.forEach((element, k) => {
      const id = `${hash} ${k}`;
      let table = tables.get(id);
      if (table === undefined) {
        const added = (value: number): number => mixed(mixedCell(mixed(hash, value)), k + 0x200);
        const numbers = Int32Array.from({ length: 2 ** value.bits }, (_, i) => added(i));
        tables.set(id, (table = context.table(numbers.map((each) => each & SIGNED))));
      }
      context.w.line(`G[${element}]+=${table}[${index}];`);
    });
  }

  #signKeys(hash: Hash, elements: readonly Index[]): void {
    elements.forEach((element, k) => this.#add(element, mixed(hash, k + 0x200), false));
  }

  /** A hash together with a number that may be known only when the code runs. */
  #derived(hash: Hash, value: Index): Hash {
    if (typeof value === "number") return this.#kept(mixed(hash, value + 1));
    const name = this.#context.keep("let", `${hash}`);
    this.#mixIn(name, value);
    return name;
  }

  #kept(hash: Hash): Hash {
    return typeof hash === "number" ? hash : this.#context.keep("const", hash);
  }

  // -------------------------------------------------------------------------------------------
  // Hashes of values, with colours for identities

  #mixIn(hash: string, value: string): void {
    this.#context.w.line(`${hash}=Math.imul(${hash}^${value},${FACTOR});${hash}^=${hash}>>>15;`);
  }

  /** A hash with the colours of identities; in a blind look they have none. */
  #painted(hash: Hash, elements: readonly Index[]): Hash {
    if (this.#blind || elements.length === 0) return hash;
    const name = this.#context.keep("let", `${hash}`);
    for (const element of elements) this.#mixIn(name, `K[${element}]`);
    return name;
  }

  /** The hash of a cell: its keys and its value, in the variable that is answered. */
  #paintCell(node: MapLayout, type: Type, at: At, hash: Hash, cell: Cell): string {
    const name = this.#context.keep("let", `${hash}`);
    if (cell.base !== 0) this.#mixIn(name, `${cell.base}`);
    const place = cellAt(node.packed, node.value, node.count, at, cell.cell);
    this.#paint(node.value, type, place, name, false);
    if (!this.#blind) for (const element of cell.elements) this.#mixIn(name, `K[${element}]`);
    this.#context.w.line(`${name}=Math.imul(${name}^${name}>>>13,${CELL_FACTOR});`);
    return name;
  }

  /** Mixes a value into a hash. What does not move is `known` if it has been mixed in. */
  #paint(node: Layout, type: Type, from: At, hash: string, known: boolean): void {
    const context = this.#context;
    const at = enter(node, from);
    if (!context.elements.moves(type)) {
      if (!known) this.#paintPlain(node, from, hash);
      return;
    }
    let plainIsKnown = known;
    if (node.packed && !known) {
      const plain = maskOf(node.bits) & ~(movingBits(node, type, context.elements) >>> node.offset);
      if (plain !== 0) this.#mixIn(hash, `${bitsAt(at, node.offset, node.bits)}&${plain}`);
      plainIsKnown = true;
    }
    const paintSpecial = (part: Layout): void => {
      if (!plainIsKnown) this.#paintPlain(part, at, hash);
    };
    switch (node.kind) {
      case "leaf":
        return this.#paintIdentity(node, type, at, hash);
      case "tuple": {
        const types = itemTypes(type);
        return node.items.forEach((item, i) =>
          this.#paint(item, types[i]!, at, hash, plainIsKnown),
        );
      }
      case "option": {
        if (node.ownPresence) paintSpecial(node.presence);
        const item = itemTypes(type)[0]!;
        const paint = (): void => this.#paint(node.item, item, at, hash, plainIsKnown);
        if (context.soleLeaf(node, type)) return paint();
        return context.whenPresent(node, at, paint, () => this.#mixIn(hash, "1"));
      }
      case "enum":
        if (!node.sum) paintSpecial(node.code);
        return context.eachVariant(
          node,
          at,
          (tag, inner) => {
            // The code of a sum moves as a whole, so nothing in it has been mixed in.
            const isKnown = plainIsKnown && !node.sum;
            const types = node.type.variants[tag]!.payload;
            this.#mixIn(hash, `${tag + 1}`);
            node.variants[tag]!.payload.forEach((part, i) =>
              this.#paint(part, types[i]!, inner, hash, isKnown),
            );
          },
          (code) => {
            if (node.sum) this.#mixIn(hash, `${code}+0x1000`);
          },
        );
      case "seq": {
        paintSpecial(node.length);
        const length = context.keep("const", codeAt(node.length, enter(node.length, at)));
        const item = itemTypes(type)[0]!;
        return context.each(node.capacity, (i) => {
          const cell = cellAt(node.packed, node.item, node.capacity, at, i);
          const text = context.w.scope(() =>
            this.#paint(node.item, item, cell, hash, plainIsKnown),
          );
          context.w.line(`if(${length}>${i}){${text}}`);
        });
      }
      case "set": {
        const sum = context.keep("let", "0");
        context.eachMember(node, at, ({ elements, base }) => {
          const member = context.keep("let", `${base}`);
          if (!this.#blind) for (const element of elements) this.#mixIn(member, `K[${element}]`);
          context.w.line(`${sum}+=Math.imul(${member}^0x3c6ef35f,${CELL_FACTOR})|0;`);
        });
        return this.#mixIn(hash, `${sum}`);
      }
      case "map": {
        const { keys, count, value } = node;
        if (!keys.some((key) => context.elements.moves(key))) {
          return context.each(count, (i) => {
            const cell = cellAt(node.packed, value, count, at, i);
            this.#paint(value, valueOf(type), cell, hash, plainIsKnown);
          });
        }
        const sum = context.keep("let", "0");
        context.eachCell(keys, count, (cell) => {
          const name = this.#paintCell(node, valueOf(type), at, 0, cell);
          context.w.line(`${sum}=${sum}+${name}|0;`);
        });
        return this.#mixIn(hash, sum);
      }
    }
  }

  /** The colour of an identity, or that there is none. */
  #paintIdentity(node: Layout & { kind: "leaf" }, type: Type, at: At, hash: string): void {
    const { first, size } = this.#context.elements.of(type);
    if (!this.#blind) return this.#mixIn(hash, `K[${plus(first, codeAt(node, at))}]`);
    if (node.codes === size) return;
    const code = this.#context.keep("const", codeAt(node, at));
    this.#mixIn(hash, `(${code}<${size}?0:${code})`);
  }

  /** The bits of a value without identities: what is not used is zero. */
  #paintPlain(node: Layout, from: At, hash: string): void {
    const at = enter(node, from);
    if (node.packed) {
      if (node.bits > 0) this.#mixIn(hash, codeAt(node, at));
      return;
    }
    switch (node.kind) {
      case "leaf":
        return;
      case "tuple":
        return node.items.forEach((item) => this.#paintPlain(item, at, hash));
      case "option":
        this.#paintPlain(node.presence, at, hash);
        return this.#paintPlain(node.item, at, hash);
      case "enum":
        this.#paintPlain(node.code, at, hash);
        return node.variants.forEach(({ payload }) =>
          payload.forEach((each) => this.#paintPlain(each, at, hash)),
        );
      case "set":
        return node.parts.forEach((part) => this.#paintPlain(part, at, hash));
      case "map":
        return this.#context.each(node.count, (i) =>
          this.#paintPlain(node.value, cellAt(false, node.value, node.count, at, i), hash),
        );
      case "seq":
        this.#paintPlain(node.length, at, hash);
        return this.#context.each(node.capacity, (i) =>
          this.#paintPlain(node.item, cellAt(false, node.item, node.capacity, at, i), hash),
        );
    }
  }
}
