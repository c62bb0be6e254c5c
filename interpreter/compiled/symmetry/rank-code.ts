/**
 * Generated code that colours identities by their signatures. The colour of an identity is the number of
 * those of its type that come before its class; so the sum of all colours is the number of pairs that are
 * told apart, and grows whenever something more is.
 *
 * Names in the text: `K` the colours, `G` the signatures, `N` further tables by number, `D` as in
 * arrange-code.ts, `n` the sum.
 */
import type { ElementType } from "./elements.ts";
import type { Index } from "./places.ts";
import { COUNT_BITS } from "./sign-code.ts";

/** Elements of a type up to which what is done for each pair is written out. */
const WRITTEN_OUT = 6;

/** Statements that colour by signatures alone. */
export function rankBlindlyText({ first, size }: ElementType): string {
  if (size > WRITTEN_OUT) {
    return (
      `${each(first, size, "i")}{const x=G[i]>>>1;let k=0;` +
      `${each(first, size, "j")}k+=(G[j]>>>1)-x>>>31;K[i]=k;n+=k;}`
    );
  }
  const loads = numbers(size).map((i) => `x${i}=G[${first + i}]>>>1`);
  // Both have 31 bits, so the sign of their difference says which is less.
  const ranks = numbers(size).map((i) => {
    const others = numbers(size).filter((j) => j !== i);
    return `k${i}=${others.map((j) => `(x${j}-x${i}>>>31)`).join("+")}`;
  });
  return `{const ${[...loads, ...ranks].join(",")};${store(first, size)}}`;
}

/** Statements that order the elements of each class by signatures. */
export function rankText({ first, size }: ElementType): string {
  if (size > WRITTEN_OUT) {
    return (
      `${each(first, size, "i")}{const x=G[i]>>>1,c=K[i];let k=c;` +
      `${each(first, size, "j")}if(K[j]===c)k+=(G[j]>>>1)-x>>>31;N[i]=k;n+=k;}` +
      `${each(first, size, "i")}K[i]=N[i];`
    );
  }
  const loads = numbers(size).map((i) => `x${i}=G[${first + i}]>>>1`);
  const pairs = pairsOf(size).map(
    ([i, j]) => `if(c${i}===c${j}){k${i}+=x${j}-x${i}>>>31;k${j}+=x${i}-x${j}>>>31;}`,
  );
  return `{const ${loads.join(",")};${load(first, size)}${pairs.join("")}${store(first, size)}}`;
}

/** An expression for whether exchanging two elements, by number, leaves the state as it is. */
type AreTwins = (i: Index, j: Index) => string;

/** Any two are twins that `areTwins` says are. */
export const allTwins: AreTwins = (i, j) => `areTwins(P,o,${i},${j})===1`;

/** Of elements that are no values anywhere, as blind signatures have counted: TwinCode tells, if there is any. */
export function unusedTwins({ first }: ElementType, name: string | undefined): AreTwins {
  const code = (i: Index): Index => (typeof i === "number" ? i - first : `${i}-${first}`);
  const areTwins: AreTwins = name ? (i, j) => `${name}(P,o,${code(i)},${code(j)})===1` : allTwins;
  return (i, j) => `((G[${i}]|G[${j}])&${2 ** COUNT_BITS - 1})===0&&${areTwins(i, j)}`;
}

/**
 * Statements that number the elements of a class, in any order, if exchanging them changes nothing, as is
 * so for everything that is not in use.
 */
export function orderTwinsText({ first, size }: ElementType, areTwins: AreTwins): string {
  if (size > WRITTEN_OUT) {
    return (
      `${each(first, size, "i")}{let u=0;for(let j=i-1;j>=${first};j--)` +
      `if(K[i]===K[j]&&${areTwins("j", "i")}){u=N[j]+1;break;}N[i]=u;}` +
      `${each(first, size, "i")}{let k=K[i];${each(first, size, "j")}` +
      `if(K[i]===K[j]&&N[j]<N[i])k++;G[i]=k;n+=k;}` +
      `${each(first, size, "i")}K[i]=G[i];`
    );
  }
  const search = numbers(size)
    .slice(1)
    .map((j) =>
      numbers(j)
        .reverse()
        .map((i) => `if(c${i}===c${j}&&${areTwins(first + i, first + j)})u${j}=u${i}+1;`)
        .join("else "),
    );
  const pairs = pairsOf(size).map(
    ([i, j]) => `if(c${i}===c${j}){k${i}+=u${j}-u${i}>>>31;k${j}+=u${i}-u${j}>>>31;}`,
  );
  const all = (size * (size - 1)) / 2;
  const sum = numbers(size).map((i) => `c${i}`);
  return (
    `{${load(first, size)}if(${sum.join("+")}!==${all}){` +
    `let ${numbers(size)
      .map((i) => `u${i}=0`)
      .join(",")};` +
    `${search.join("")}${pairs.join("")}}${store(first, size)}}`
  );
}

/** Statements that add the colours to the sum. */
export function sumText({ first, size }: ElementType): string {
  return `${each(first, size, "i")}n+=K[i];`;
}

/** Statements that set what is to be added to an identity to get its colour; `n` is 0 if that is nothing. */
export function displaceText({ first, size }: ElementType): string {
  if (size > WRITTEN_OUT) return `${each(first, size, "i")}n|=D[i]=K[i]-(i-${first});`;
  return numbers(size)
    .map((i) => `n|=D[${first + i}]=K[${first + i}]-${i};`)
    .join("");
}

function numbers(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i);
}

function pairsOf(size: number): [number, number][] {
  return numbers(size).flatMap((j) => numbers(j).map((i): [number, number] => [i, j]));
}

function each(first: number, size: number, name: string): string {
  return `for(let ${name}=${first};${name}<${first + size};${name}++)`;
}

function load(first: number, size: number): string {
  const colours = numbers(size).map((i) => `c${i}=K[${first + i}]`);
  return `const ${colours.join(",")};let ${numbers(size)
    .map((i) => `k${i}=c${i}`)
    .join(",")};`;
}

function store(first: number, size: number): string {
  const stores = numbers(size).map((i) => `K[${first + i}]=k${i};`);
  return `${stores.join("")}n+=${numbers(size)
    .map((i) => `k${i}`)
    .join("+")};`;
}
