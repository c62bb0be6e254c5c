/**
 * How the search kernel keeps states, as JavaScript text: in full, or compacted to fingerprints.
 *
 * Hash compaction (Wolper and Leroy, CAV 1993; Stern and Dill, CHARME 1995): a row of the arena is a hash of the state in
 * the place of the state, and states of the same hash are taken for one. Their words are kept only from when a state is
 * found to when it is expanded, in segments that are used again. The hash of the table is one of the
 * fingerprint, so it tells nothing apart that the fingerprint does not, and rows of the arena are enough to make the table anew.
 *
 * Names in the text, beside the search kernel's:
 *
 * | name    | meaning                                                              |
 * |---------|----------------------------------------------------------------------|
 * | `DW`    | words of a row                                                       |
 * | `FP`    | fingerprints of the states in the queue                              |
 * | `wide`  | words of the states that are to be expanded, by segment of the arena |
 * | `spare` | segments of it to be used again; `made` are all that there are       |
 */
import { each, hashText, sameText } from "./state-table.ts";

/** Words of a fingerprint. */
export const FINGERPRINT_WORDS = 2;
/** Bits of a fingerprint, unless a test wants fewer. */
export const FINGERPRINT_BITS = 64;

/** What the text adds to the kernel. */
export interface CompactKernel {
  /** The words of the states before this row are not needed any more. */
  readonly forget: (row: number) => void;
  /** The fingerprint of the words of a state, into an array. */
  readonly fingerprint: (words: Int32Array, into: Int32Array) => void;
  /** The one that is stored for a row. */
  readonly stored: (row: number, into: Int32Array) => void;
}

/** Parts of the kernel that depend on how states are kept. */
export interface RowText {
  /** Words of a row of the arena. */
  readonly width: number;
  /** The segments that have the words of a state. */
  readonly source: string;
  readonly functions: string;
  /** Statements that are run before the arena is made larger by a segment. */
  readonly extend: string;
  /** Statements that write state `i` of the queue into row `q`, in segment `k` of the arena: `s` from `o` on. */
  readonly write: string;
  /** Whether the row at `o` of segment `s` is that of state `i` of the queue, which is the one before number `k`. */
  readonly same: string;
  /** Statements that hash the queue into `H`. */
  readonly hashAll: string;
  /** Makes sure that `H` is of what is stored, after duplicates were taken out of the queue. */
  readonly afterSift: string;
  readonly result: string;
}

export function fullRows(words: number): RowText {
  return {
    width: words,
    source: "seg",
    functions: "",
    extend: "",
    write: each(words, (j) => `s[o+${j}]=P[i+${j}];`),
    same: sameText(words),
    hashAll: `for(let i=0,k=0;i<n;i+=W){${hashText(words, "P", "i")}H[k++]=h;}`,
    afterSift: "",
    result: "",
  };
}

/** `queued` are the states that the queue has room for. */
export function fingerprintRows(words: number, bits: number, queued: number): RowText {
  const copy = each(words, (j) => `w[y+${j}]=P[i+${j}];`);
  return {
    width: FINGERPRINT_WORDS,
    source: "wide",
    functions: `const FP=new Int32Array(${FINGERPRINT_WORDS * queued}),wide=[A(W<<RB)],spare=[];let made=1,kept=0;
${fingerprintText(words, bits)}
function forget(q){for(;kept<q>>>RB;kept++){spare.push(wide[kept]);wide[kept]=undefined;}}`,
    extend:
      "if(spare.length===0){host.queueRoom(++made*4*(W<<RB),count+RM);spare.push(A(W<<RB));}" +
      "wide.push(spare.pop());",
    write: `const j=i/W*2,w=wide[k],y=(q&RM)*W;s[o]=FP[j];s[o+1]=FP[j+1];${copy}`,
    same: "s[o]===FP[2*k-2]&&s[o+1]===FP[2*k-1]",
    hashAll: `for(let i=0,k=0;i<n;i+=W,k++){fingerprint(P,i,FP,2*k);${hashText(2, "FP", "2*k")}H[k]=h;}`,
    afterSift: "if(canonical===undefined)hashAll();",
    result:
      "compact:{forget,fingerprint(words,to){fingerprint(words,0,to,0);}," +
      "stored(q,to){const s=seg[q>>>RB],o=(q&RM)*DW;to[0]=s[o];to[1]=s[o+1];}},",
  };
}

/**
 * A function that hashes the words at `i` of `z` into two words at `k` of `t`. Each round maps the two lanes one to
 * one, whatever the word; each lane takes high bits of the other, for products carry only upwards.
 */
function fingerprintText(words: number, bits: number): string {
  const round = (word: string): string =>
    `a=Math.imul(a^${word}^b>>>16,0x85ebca6b);b=Math.imul(b+${word}^a>>>15,0xc2b2ae35);`;
  const mask = (width: number): number => (width >= 32 ? -1 : 2 ** width - 1);
  const [first, second] = [mask(Math.ceil(bits / 2)), mask(Math.floor(bits / 2))];
  return (
    `function fingerprint(z,i,t,k){let a=0x9e3779b1,b=0x7feb352d;` +
    each(words, (j) => round(`z[i+${j}]`)) +
    `${round(String(words)).repeat(3)}t[k]=(a^a>>>16)&${first};t[k+1]=(b^b>>>15)&${second};}`
  );
}
