/**
 * The table of the states that have been found, as JavaScript text: open addressing by row numbers, with as much of
 * the hash beside each as there is room for.
 *
 * The low bits of a slot are a row of the arena, the others are the same bits of its hash, so that rows are rarely
 * compared in vain. Slots form buckets of 16: the bits of the hash above the lowest four choose the bucket, its
 * highest four where in it a search begins; it goes through the bucket, and then through the next.
 * So where an entry is tells what its slot does not have of the hash, unless it came from a full bucket before, and a table
 * is doubled bucket by bucket, in two streams, without a look at the rows.
 *
 * A state of one word has a hash that no other has, since each step of the hash can be undone. Where it is not asked which
 * row a state has, its slot is that hash, and rows are not looked at; that the state of hash 0 was found is a number before the slots.
 *
 * Names in the text: table `tab` and `mask`, arena `seg`, number of rows `total()`, all of the search kernel's.
 */

/** Of the first table. */
export const FIRST_TABLE_BITS = 16;
/** Part of the table that may be in use. */
export const LARGEST_LOAD = 0.75;
/** Slots that the first table is followed by: it is small for small searches, and its growth would take others a while. */
const SECOND_TABLE_SLOTS = 2 ** 20;
/** Slots up to which a table that grows is split, bucket by bucket, while there is room for both. */
const SPLIT_SLOTS = 2 ** 22;
/** Words up to which what is done for each word is written out. */
export const WRITTEN_OUT = 8;

/** Where the search for a state of hash `h` begins in a table of `m + 1` slots. */
export const HOME = "h&m&~15|h>>>28";
/** The slot after `a` in a search that began at `e`: through a bucket of 16, and then the next. */
export const NEXT = "const j=e+16&m;a=a&~15|a+1&15;if(a===e)a=e=j;";

/** Slots of the table that follows one of so many. */
const nextSlots = (slots: number): number => Math.max(2 * slots, SECOND_TABLE_SLOTS);
/** The same of masks, as an expression. */
export const NEXT_MASK = `Math.max(mask*2+1,${SECOND_TABLE_SLOTS - 1})`;

/** How many states of some words, with their parents and the table, take no more than some bytes. */
export function statesWithin(bytes: number, words: number): number {
  let most = 0;
  for (let table = 2 ** FIRST_TABLE_BITS; 4 * table < bytes && table <= 2 ** 31;) {
    const rows = Math.floor((bytes - 4 * table) / (4 * (words + 1)));
    most = Math.max(most, Math.min(rows, Math.floor(table * LARGEST_LOAD)));
    table = nextSlots(table);
  }
  return bytes === Infinity ? Infinity : most;
}

/** Bytes of the table of so many states. */
export function tableBytes(states: number): number {
  let slots = 2 ** FIRST_TABLE_BITS;
  while (states > slots * LARGEST_LOAD) slots = nextSlots(slots);
  return 4 * slots;
}

/** Statements for each word, written out if there are few. */
export function each(words: number, text: (i: string | number) => string, separator = ""): string {
  if (words > WRITTEN_OUT) return `for(let j=0;j<W;j++){${text("j")}}`;
  return Array.from({ length: words }, (_, i) => text(i)).join(separator);
}

/** The hash of the words at `base` in an array, into a variable `h`. */
export function hashText(words: number, array: string, base: string): string {
  const first = `let h=Math.imul(${array}[${base}]^${words},0x9e3779b1);`;
  const mix = (i: string | number): string =>
    `h=Math.imul(h^h>>>15,0x85ebca6b)^${array}[${base}+${i}];`;
  const rest =
    words > WRITTEN_OUT
      ? `for(let j=1;j<W;j++){${mix("j")}}`
      : Array.from({ length: words - 1 }, (_, i) => mix(i + 1)).join("");
  return (
    `${first}${rest}h=Math.imul(h^h>>>16,0x7feb352d);` +
    `h=Math.imul(h^h>>>15,0x846ca68b);h^=h>>>16;`
  );
}

/** Whether the words at `p` in the queue are those at `o` of segment `s`. */
export function sameText(words: number): string {
  if (words > WRITTEN_OUT) return "same(s,o,i)";
  return Array.from({ length: words }, (_, i) => `s[o+${i}]===P[i+${i}]`).join("&&");
}

/**
 * Functions that make a table, enter rows and double it. Large memory of malloc's begins 16 bytes behind the begin of a
 * line of the processor's cache, so that with 48 more a bucket is one line. `width` are the words of a row; with `keys`,
 * slots are hashes.
 */
export function tableFunctions(width: number, keys = false): string {
  return `function slots(n){return new Int32Array(host.memory.bytes(4*n+64),48,n);}
${keys ? "function zero(t){return new Int32Array(t.buffer,0,1);}" : ""}
function hashOf(q){const s=seg[q>>>RB],o=(q&RM)*${width};${hashText(width, "s", "o")}return h;}
function put(h,q){
${keys ? "if(h===0){zero(tab)[0]=1;return;}" : ""}
const t=tab,m=mask;let a=${HOME},e=a;
while(t[a]!==0){${NEXT}}
t[a]=${keys ? "h" : "h&~m|q"};
}
function enter(){
const end=total();tab=new Int32Array(0);tab=slots(mask+1);
for(let q=1;q<end;q++)put(hashOf(q),q);
}
function reserve(){const next=${NEXT_MASK};if(next===${SECOND_TABLE_SLOTS - 1}&&mask<next){mask=next;enter();}}
function grow(){
if(mask<${SPLIT_SLOTS})return split();
mask=${NEXT_MASK};enter();
}
function split(){
const t=tab,m=mask;mask=${NEXT_MASK};tab=slots(mask+1);
${keys ? "if(zero(t)[0]!==0)put(0);for(let a=0;a<=m;a++)if(t[a]!==0)put(t[a]);" : SPLIT_BUCKETS}
}`;
}

/** Statements of `split` for slots with row numbers. */
const SPLIT_BUCKETS = `for(let b=0,full=true;b<=m;b+=16){
const strangers=full;full=true;
for(let a=b;a<b+16;a++){const v=t[a];if(v===0)full=false;else put(strangers?hashOf(v&m):v&~m|b,v&m);}
}`;
