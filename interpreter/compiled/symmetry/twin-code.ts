/**
 * Generated code that tells whether exchanging two identities leaves a state as it is, where that is easily
 * seen: neither of them is a value anywhere, and no cell has both as keys, so what they are the keys of has to be the
 * same bits. Elsewhere the state is arranged with the two exchanged, and compared (`areTwins` in symmetry-code.ts).
 *
 * Names in the text, besides those of places.ts: `a` and `b` the numbers of the two in their type.
 */
import type { SymmetricType, Type } from "../../model.ts";
import { partsOf } from "../../type-parts.ts";
import { cardinality } from "../../values.ts";
import type { Layout, MapLayout, SetLayout } from "../layout/layout.ts";
import { eachChunk } from "./arrange-code.ts";
import {
  bitsAt,
  cellAt,
  codeAt,
  enter,
  itemTypes,
  plus,
  quotient,
  remainder,
  times,
  TOP,
  valueOf,
  type At,
  type CodeContext,
} from "./places.ts";

export class TwinCode {
  readonly #context: CodeContext;
  readonly #of: SymmetricType;
  #isEasy = true;

  constructor(context: CodeContext, of: SymmetricType) {
    this.#context = context;
    this.#of = of;
  }

  /** Statements that return 0 if the cells of the two differ; undefined if that is not all there is. */
  variables(nodes: readonly Layout[], types: readonly Type[]): string | undefined {
    const text = this.#context.w.scope(() =>
      nodes.forEach((node, i) => this.#compare(node, types[i]!, TOP)),
    );
    return this.#isEasy ? text : undefined;
  }

  #compare(node: Layout, type: Type, from: At): void {
    if (!this.#isKey(type)) return;
    const at = enter(node, from);
    if (node.kind === "tuple") {
      const types = itemTypes(type);
      node.items.forEach((item, i) => this.#compare(item, types[i]!, at));
    } else if (node.kind === "set") {
      this.#compareMembers(node, at);
    } else if (node.kind === "map") {
      this.#compareCells(node, valueOf(type), at);
    } else this.#isEasy = false;
  }

  #compareMembers(node: SetLayout, at: At): void {
    const { first } = this.#context.elements.of(this.#of);
    const pairs = new Set<string>();
    for (let member = 0; member < cardinality(node.item); member++) {
      const digits = this.#context.elements.digits(member, [node.item]);
      const own = digits.filter(
        ({ element }) => element >= first && element < first + this.#of.size,
      );
      if (own.length > 1 || node.parts.length > 1) this.#isEasy = false;
      for (const { element, stride } of own) {
        pairs.add(`${member - (element - first) * stride}+${stride}*`);
      }
    }
    if (!this.#isEasy) return;
    const part = node.parts[0]!;
    const bits = this.#context.keep("const", codeAt(part, enter(part, at)));
    for (const pair of pairs) {
      this.#context.w.line(`if((${bits}>>>(${pair}a)^${bits}>>>(${pair}b))&1)return 0;`);
    }
  }

  #compareCells(node: MapLayout, type: Type, at: At): void {
    const context = this.#context;
    const { keys, count, value } = node;
    const place = keys.findIndex((key) => this.#isOf(key));
    const others = keys.filter((_, k) => k !== place);
    if (others.some((key) => this.#has(key)) || (place >= 0 && this.#isKey(type))) {
      this.#isEasy = false;
      return;
    }
    if (place < 0) {
      return context.each(count, (i) =>
        this.#compare(value, type, cellAt(node.packed, value, count, at, i)),
      );
    }
    const stride = keys.slice(place + 1).reduce((product, key) => product * cardinality(key), 1);
    context.each(count / this.#of.size, (i) => {
      const first = plus(
        times(quotient(i, stride), stride * this.#of.size),
        stride === 1 ? 0 : remainder(i, stride),
      );
      const [one, other] = ["a", "b"].map((each) =>
        cellAt(node.packed, value, count, at, plus(first, times(each, stride))),
      );
      if (node.packed) {
        return this.#unlessSame(
          bitsAt(one!, value.offset, value.bits),
          bitsAt(other!, value.offset, value.bits),
        );
      }
      eachChunk(context, value, (chunk, index) =>
        this.#unlessSame(
          codeAt(chunk, enter(chunk, index(one!))),
          codeAt(chunk, enter(chunk, index(other!))),
        ),
      );
    });
  }

  #unlessSame(one: string, other: string): void {
    if (one !== other) this.#context.w.line(`if(${one}!==${other})return 0;`);
  }

  /** Whether the identities are keys or elements of sets somewhere in the type. */
  #isKey(type: Type): boolean {
    switch (type.kind) {
      case "set":
        return this.#has(type.item);
      case "map":
        return type.keys.some((key) => this.#has(key)) || this.#isKey(type.value);
      default:
        return partsOf(type).some((part) => this.#isKey(part));
    }
  }

  #has(type: Type): boolean {
    return this.#isOf(type) || partsOf(type).some((part) => this.#has(part));
  }

  #isOf(type: Type): boolean {
    return type.kind === "symmetric" && type.index === this.#of.index;
  }
}
