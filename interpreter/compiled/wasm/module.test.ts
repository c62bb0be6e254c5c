/** Functions translated to WebAssembly do what they do in JavaScript, and those that might not are refused. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { handOver, KernelLayout } from "../kernel-layout.ts";
import { type ModuleSource, MOST_PAGES, PAGE_BYTES, translate } from "./module.ts";
import type { ArrayPlace } from "./names.ts";
import { Untranslatable } from "./scanner.ts";

const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;
const COMMON: ArrayPlace = { address: 0, length: 8, element: "word", isCommon: true };
/** Where a thread's own memory begins. */
const BASE = 512;

const SHARED = ["v", "w"];
const layout = new KernelLayout(SHARED, []);
layout.array("A", 8);
layout.array("D", 4);
layout.array("b", 8, "byte");
layout.array("T", 4, "number");

/** Each of them exported by its name; they may call `note`, and `K` is 37. */
const sourceOf = (functions: readonly string[]): ModuleSource => ({
  functions,
  arrays: new Map([...layout.arrays, ["G", COMMON]]),
  shared: layout.shared,
  constants: new Map([["K", 37]]),
  imports: new Map([["note", { parameters: 2, hasResult: true }]]),
  exports: functions.map((text) => /^function (\w+)/.exec(text)![1]!),
});

/** Texts that are two spaces or a line apart. */
const listed = (text: string): string[] => text.trim().split(/\s{2,}/);

const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });

type Callable = WebAssembly.Callable;
type Functions = Readonly<Record<string, Callable>>;

/** In zeroed memory. */
function inWebAssembly(texts: readonly string[], note: Callable = () => 0): Functions {
  new Uint8Array(memory.buffer).fill(0);
  const module = new WebAssembly.Module(translate(sourceOf(texts)));
  return new WebAssembly.Instance(module, { host: { memory, base: BASE, note } }).exports;
}

/** The last of them. */
function inJavaScript(texts: readonly string[], note: Callable, buffer: ArrayBufferLike): Callable {
  const { to, from } = handOver(SHARED);
  const text = `"use strict";const K=37,G=new Int32Array(host.buffer,0,8);let v=0,w=0;${layout.declarations}
function B(x){let c=0;for(;x!==0;x&=x-1)c++;return c;}
${texts.join("\n")}
return(...given)=>{${from}const result=main(...given);${to}return result;};`;
  return new Function("host", "note", text)({ buffer, base: BASE }, note) as Callable;
}

/** What a sign may stand for: first what has no parts, then what has. Sums and products stay below 2^31. */
const rule = (leaves: string, others = ""): string[][] => [listed(leaves), listed(others)];
const RULES: Readonly<Record<string, readonly string[][]>> = {
  // From -2^31 to 2^31 - 1. JavaScript's rest of a division by 0 is not a number, and never used as it is.
  w: rule(
    "0  x  y  a  c  v  w  K  5  (-1)  255  0x55555555  (-2147483648)  2147483647",
    `($w|$w)  ($w&$w)  ($w^$w)  ($w<<$w)  ($w>>$w)  ($w$o$w$o$w$o$w|0)  (~$w)  (~$u)  $s  (-$s)
    ($s+$s)  ($s-$s)  ($s*$s)  ($s-$s*$s+$s)  ($w<<$s+$s)  ($t|0)  ($t+$s)  ($t*$s)  ($w>>>1)  ($w>>>31)  ($w<<33)
    ($w/$w|$w)  ($w%$w|0)  ($w%7)  ($w%-3)  ($w/9|0)  ($w/-1|0)  ($u|$w)  ($u&$u)  ($u>>$w)  ($w<<$u)
    ($c?$w:$w)  (($c?$u:$u)^$w)  Math.imul($w,$w)  Math.imul($u,$w)  $f($w,$w)  A[$i]  G[$i]  b[$i]`,
  ),
  o: rule("|  &  ^  <<  >>  <  >="),
  i: rule("0  3  7", "$w&7"),
  // From -1023 to 1023.
  s: rule(
    "0  7  (-29)",
    "($w&1023)  (-($w&1023))  ($w>>22)  ($w>>>23)  B($w)  B($u)  Math.clz32($w)  Math.clz32($u)",
  ),
  // From 0 to 2^32 - 1.
  u: rule("4294967295  u  2147483648", "($w>>>0)  ($w>>>($w|0))  ($w>>>32)"),
  // True or false.
  t: rule(
    "true  t  false  (x<y)",
    `($w<$w)  ($w>$w)  ($w<=$w)  ($w>=$w)  ($w===$w)  ($w!==$w)  ($u<$u)  ($u>$u)  ($u<=77)  (5>=$u)
    ($u===$u)  ($u!==0)  ($t&&$t)  ($t||$t)  ($t===$t)  ($t!==$t)  ($w<$w&&$w===$w||$w!==$w)  (!$c)
    ($c?$t:$t)  (x>=0&&x<8&&A[x]<$w)  (y<0||y>7||b[y]===$w)`,
  ),
  // Only to be tested.
  c: rule("t  x  u", "$t  $w  $u  ($c&&$c)  ($c||$c)  (!$c)"),
  n: rule("a  c  v  w"),
  e: rule("A  b  G"),
  B: rule(";", "$S  $S$S  $S$S$S"),
  S: rule(
    `;  $n=$w;  $n|=$w;  $n&=$u;  $n^=$w;  a&=1023;a++;  v&=1023;v--;  c&=1023;c+=$s;  w&=1023;w*=$s;
    $e[$i]=$w;  $e[$i]=$u;  $e[$i]^=$w;  $e[$i]|=$u;  $e[$i]&=$w;  $e[$i]++;  $e[$i]--;  $e[$i]+=$s;
    $e[$i]-=$s;  $e[$i]*=$s;  T[$w&3]+=$w;  T[1]+=$t;  A.set(D);  A.set(D,x&3);  $p($w,$w);
    if($c)return $w;  if($c)$n=$w;  if($c)$n=$w;else $e[$i]=$w;  {const q=$t,p=$w;$n=(q&&p<$w)|0;a=p;}
    {let q=$w,p=$u;q^=p;$n=q;}  {const q=$u;if(q>3)$n=q&$w;}`,
    `if($c){$B}else{$B}  if($c){$B}else if($c){$B}  l#:{$B if($c)break l#;$B}
    for(let i#=0;i#<3;i#++){$n^=i#;$B}  for(let i#=2;i#!==0;i#-=1,w=$w){$B if($c)break;$B}
    for(let i#=$w&3;;i#--){if(i#<0)break;$B}  {let i#=9;for(i#=0;i#<2&&$c;i#+=1){$B}}
    {const p#=$w;{let a=p#,c=a;$B$n=c;}$n=c;}  {const p#=$t,r#=$w;{const t=p#,u=r#>>>0;$B}$n=t?u|0:a;}
    l#:for(let i#=0;i#<3;i#+=1){for(let j#=0;j#<2;j#++){if($c)break l#;if($c)break;$B}$B}`,
  ),
};
const EXPRESSION_DEPTH = 4;
const BLOCK_DEPTH = 6;

/** Three functions, the last of them `main`, chosen by numbers, of which 0 is always the first possibility. */
function functionsOf(choices: readonly number[]): string[] {
  let at = 0;
  const among = (of: readonly string[]): string => of[(choices[at++] ?? 0) % of.length]!;
  const functions: string[] = [];
  const isStatement = (sign: string): boolean => sign === "B" || sign === "S";
  const expand = (sign: string, depth: number): string => {
    if (sign === "f") return functions.length > 1 ? "g" : "note";
    if (sign === "p") return among(["note", "h", "g"].slice(0, functions.length + 1));
    const [leaves, others] = RULES[sign]!;
    const isLeaf = depth <= 0 || others![0] === "";
    const text = among(isLeaf ? leaves! : [...leaves!, ...others!]);
    return text.replace(/\$(\w)|#/g, (found, part: string) => {
      if (found === "#") return String(depth);
      const isFirst = isStatement(sign) && !isStatement(part);
      return expand(part, isFirst ? EXPRESSION_DEPTH : depth - 1);
    });
  };
  for (const name of ["h", "g", "main"]) {
    const body = Array.from({ length: 4 }, () => expand("S", BLOCK_DEPTH)).join("");
    const text = `let a=x,c=y;const u=y>>>0,t=x<y;${body}return ${expand("w", EXPRESSION_DEPTH)};`;
    const result = name === "h" ? text.replace(/return [^;]*;/g, "return;") : text;
    functions.push(`function ${name}(x,y){${result}}`);
  }
  return functions;
}

const word = fc.oneof(fc.constantFrom(LEAST, MOST, -1, 0, 1), fc.integer());
const words = fc.array(word, { minLength: 1, maxLength: 20 });
const functions = fc.array(fc.nat(2 ** 16), { maxLength: 1000, size: "max" }).map(functionsOf);

/** Runs `main` a few times in both, since effects of one run are what the next begins with. */
function expectSame(texts: readonly string[], x: number, y: number, initial: number[]): void {
  const own = new SharedArrayBuffer(PAGE_BYTES);
  const noted: number[][] = [[], []];
  const note = (log: number[]) => (p: number, q: number) => log.push(p | 0, q | 0);
  const { main } = inWebAssembly(texts, note(noted[0]!));
  const other = inJavaScript(texts, note(noted[1]!), own);
  for (const buffer of [memory.buffer, own]) {
    const all = new Int32Array(buffer, 0, (BASE + layout.bytes) / 4);
    for (let i = 0; i < all.length; i++) all[i] = initial[i % initial.length]!;
    new Float64Array(buffer, BASE + layout.arrays.get("T")!.address, 4).fill(0);
  }
  for (let i = 0; i < 3; i++) expect(main!(x, y)).toBe((other(x, y) as number) | 0);
  expect(noted[0]).toEqual(noted[1]);
  expect(Buffer.from(memory.buffer).equals(Buffer.from(own))).toBe(true);
}

/** What four elements of an array are. */
function elements(name: string, base = BASE): number[] {
  const { address, element } = name === "G" ? COMMON : layout.arrays.get(name)!;
  const place = [memory.buffer, name === "G" ? 0 : base + address, 4] as const;
  if (element === "byte") return Array.from(new Uint8Array(...place));
  return Array.from(element === "word" ? new Int32Array(...place) : new Float64Array(...place));
}

describe("functions in WebAssembly", () => {
  test("have the results and effects that they have in JavaScript", () => {
    fc.assert(fc.property(functions, word, word, words, expectSame), { numRuns: 1000 });
  });

  test("do not trap where they divide by zero, and divide the extremes too", () => {
    const texts = ["function quotient(x,y){return x/y|0;}", "function rest(x,y){return x%y;}"];
    const { quotient, rest } = inWebAssembly(texts);
    fc.assert(
      fc.property(word, word, (x, y) => {
        const results = [quotient!(x, y), rest!(x, y)];
        if (y !== 0) expect(results).toEqual([(x / y) | 0, (x % y) | 0]);
      }),
    );
  });

  test("make a call in a branch only if that is chosen", () => {
    const noted: number[] = [];
    const text = "function main(x,y){return x<y?note(x,y):0;}";
    inWebAssembly([text], (x) => noted.push(x!))["main"]!(2, 1);
    expect(noted).toEqual([]);
  });

  test("compute a condition before its branches", () => {
    const set = "function set(x){v=x;return x;}";
    const { main } = inWebAssembly([set, "function main(x){return set(x)?v:0;}"]);
    expect(main!(7)).toBe(7);
  });

  test("use common memory as JavaScript's Atomics do", () => {
    const place = fc.constantFrom("0", "7", "x&7", "A[1]&7");
    const value = fc.constantFrom("x", "y", "-1", "y>>>0", "x===y", "G[0]", "G[x&7]", "v");
    const method = (name: string, ...values: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
      fc.tuple(place, ...values).map((given) => `Atomics.${name}(G,${given.join(",")})`);
    const sums = [method("add", value), method("sub", value)];
    const exchange = method("compareExchange", value, value);
    const result = fc.oneof(method("load"), exchange, ...sums);
    const uses = result.chain((text) =>
      fc.constantFrom(text, `v^=${text}`, `if(${text}===x)note(${text},1)`),
    );
    const statement = fc.oneof(method("store", value), uses);
    const main = fc.array(statement).map((all) => `function main(x,y){${all.join(";")};return v;}`);
    fc.assert(fc.property(fc.tuple(main), word, word, words, expectSame), { numRuns: 500 });
  });

  test("find what is a thread's own from its base on, and the rest where it is for all", () => {
    const text = "function main(x){v+=x;A[1]+=x;A[x]=v;b[x]+=x;G[1]+=x;G[x]+=x;T[x]+=x;}";
    const module = new WebAssembly.Module(translate(sourceOf([text])));
    new Uint8Array(memory.buffer).fill(0);
    const bases = [BASE, BASE + layout.bytes];
    const [first, second] = bases.map((base) => {
      return new WebAssembly.Instance(module, { host: { memory, base, note: () => 0 } }).exports;
    });
    first!["main"]!(2);
    second!["main"]!(3);
    second!["main"]!(3);
    expect(elements("G")).toEqual([0, 8, 2, 6]);
    expect(bases.map((base) => new Int32Array(memory.buffer, base, 1)[0])).toEqual([2, 6]);
    const found = (name: string): string => bases.map((base) => elements(name, base)).join(" ");
    expect(found("A")).toBe("0,2,2,0 0,6,0,6");
    expect(found("b")).toBe("0,0,2,0 0,0,0,6");
    expect(found("T")).toBe("0,0,2,0 0,0,0,6");
  });

  test("count beyond 32 bits", () => {
    const { main } = inWebAssembly(["function main(x,y){T[1]+=x;T[y]+=x/y|0;T[y+1]+=y-x;}"]);
    for (let i = 0; i < 5; i++) main!(MOST, 2);
    expect(elements("T")).toEqual([0, 5 * MOST, 5 * (2 ** 30 - 1), 5 * (2 - MOST)]);
  });

  test("copy an array into another", () => {
    const text =
      "function main(x){for(let i=0;i<4;i++)D[i]=x+i;A.set(D);A.set(D,x);v=A[4];w=A[7];}";
    inWebAssembly([text])["main"]!(3);
    expect(elements("A")).toEqual([3, 4, 5, 3]);
    expect(Array.from(new Int32Array(memory.buffer, BASE, 2))).toEqual([4, 0]);
  });
});

describe("what is refused", () => {
  const REFUSED: Readonly<Record<string, string>> = {
    "a number that is marked as too large": "return (+(x+y));  v=(+(x*y))%5;",
    "a fraction that is not cut off": `return x/y;  return x/y+1;  return 0|x/y;  return x/y>0;
      return -(x/y);  v=x/y;  v+=x/y;  v|=x/y;  const q=x/y;  A[0]=x/y;  T[0]+=x/y;  f(x/y);
      v=A[x/y];  v=Math.imul(x/y,2);  v=B(x/y);  return 1.5|0;`,
    "a fraction that is tested": `if(x/y)v=1;  return !(x/y);  return x/y?1:2;  for(;x/y;)x=0;
      if(x/y&&y>0)v=1;  if(y>0||x/y)v=1;`,
    "what is not known": `return z;  z=1;  z++;  return k(x);  k(x);  return Q[0];  Q[0]=1;
      v=Atomics.load(Q,0);  Q.set(A);  A.set(Q);  A.fill(0);  v=Atomics.and(G,0,1);
      v=Math.trunc(x);  v=Math.max(x,y);`,
    "a number that may be above 2^31 - 1 in the place of a signed one": `return x>>>0<y;
      return y===x>>>0;  return x>>>0>-1;  return (x>>>y)+1;  return x>>>0;  return -(x>>>0);
      v=(x>>>0)%3;  v=(x>>>0)/3|0;  f(x>>>0);  v=x>>>0;  v+=x>>>0;  v=A[x>>>0];  T[0]+=x>>>0;
      return x<y?x>>>0:y;  const u=x>>>0;return u<y;  let u=x>>>0;u=y;  let u=x>>>0;u+=1;`,
    "to count on from a number that may be above 2^31 - 1": "let u=x>>>0;u++;  let u=x>>>0;u--;",
    "a literal that is no word": `return 4294967296|0;  return 0x100000000|0;  v=-2147483649;
      v=1e10;  v=5n;`,
    "a call that is not like the function": `v=f();  f(x,y);  v=p(x);  v=note(x);  v=B();  v=B(x,y);
      v=Math.imul(x);  v=Math.clz32(x,y);  v=Atomics.load(G);  v=Atomics.load(G,0,x);
      Atomics.add(G,0);  Atomics.store(G,0,x,y);  v=Atomics.compareExchange(G,0,x);`,
    "a break from nothing": `break;  if(x)break;  l:{break;}  l:{v=1;}break l;
      l:for(;;){break m;}`,
    "another statement or sign": `for(;;){continue;}  while(x){x=0;}  x>>=1;  v=x==y;  v=x**2;
      v='a';  x;  T[0]=1;  v=T[0];  if(x)return;return 1;  var z=1;  ++x;  return x`,
  };

  test.each(Object.keys(REFUSED))("%s", (what) => {
    const others = ["function f(x){return x;}", "function p(x){v=x;}"];
    const translated = listed(REFUSED[what]!).filter((body) => {
      try {
        return translate(sourceOf([...others, `function main(x,y){${body}}`])).length > 0;
      } catch (thrown) {
        if (!(thrown instanceof Untranslatable)) throw thrown;
        return false;
      }
    });
    expect(translated).toEqual([]);
  });
});
