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
/** Slots that there are at most for states that are only expected: what is not used costs no memory, but addresses. */
const MOST_EXPECTED_SLOTS = 2 ** 24;
/** Slots up to which a table that grows is split, bucket by bucket, while there is room for both. */
const SPLIT_SLOTS = 2 ** 22;
/** Slots or rows that are looked at without a break when a table grows. */
export const GROWTH_PIECE = 2 ** 14;
/** Words up to which what is done for each word is written out. */
export const WRITTEN_OUT = 8;

/** Where the search for a state of hash `h` begins in a table of `m + 1` slots. */
export const HOME = "h&m&~15|h>>>28";
/** The slot after `a` in a search that began at `e`: through a bucket of 16, and then the next. */
export const NEXT = "const j=e+16&m;a=a&~15|a+1&15;if(a===e){e=j;a=j;}";

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
 * Functions that make a table, enter rows and let it grow. Slots begin 48 bytes behind the begin of what is allocated,
 * which is so aligned that a bucket is one line of the processor's cache. `width` are the words of a row; with `keys`,
 * slots are hashes, and the first word says whether the state of hash 0 was found. `tabAt` is where WebAssembly finds the
 * slots, or -1; `near` makes a statement that calls it, for when `isNear()`.
 *
 * `beginGrowth` makes the next table, `growPiece` does a part of what there is to do, and may be called by several threads
 * where all of it is near, and `endGrowth` frees the table before. Of large ones there are never two.
 */
export function tableFunctions(width: number, keys = false, near?: NearTable): string {
  const ifNear = (call: string): string => (near ? `if(isNear()){${near(call)}return;}` : "");
  return `let old;
function slots(n){const p=host.allocate(4*n+64,48);tabAt=p.isNear?p.offset+48>>>2:-1;return new Int32Array(p.buffer,p.offset+48,n);}
${keys ? "function zero(t){return new Int32Array(t.buffer,t.byteOffset-48,1);}" : ""}
function hashOf(q){const s=seg[q>>>RB],o=(q&RM)*${width};${hashText(width, "s", "o")}return h;}
function put(h,q){
${keys ? "if(h===0){zero(tab)[0]=1;return;}" : ""}
const t=tab,m=mask;let a=${HOME},e=a;
while(t[a]!==0){${NEXT}}
t[a]=${keys ? "h" : "h&~m|q"};
}
function enterRows(from,to){
${ifNear("native.enter_(from,to);")}
for(let q=from;q<to;q++)put(hashOf(q),q);
}
function enter(){
const end=total();
freeSlots(tab,tabAt>=0);tab=new Int32Array(0);tab=slots(mask+1);enterRows(1,end);
}
function freeSlots(t,isNear){host.free({buffer:t.buffer,offset:t.byteOffset-48,isNear},4*t.length+48);}
function reserve(){
let m=mask;
if(MAX>(m+1)*${LARGEST_LOAD})m=Math.max(m,${SECOND_TABLE_SLOTS - 1});
while(m<${MOST_EXPECTED_SLOTS - 1}&&Math.min(MAX,host.expectedStates||0)>(m+1)*${LARGEST_LOAD})m=m*2+1;
if(m>mask){mask=m;enter();}
}
function beginGrowth(){
old=mask<${SPLIT_SLOTS}?{slots:tab,at:tabAt,mask}:undefined;
if(old===undefined)freeSlots(tab,tabAt>=0);
tab=new Int32Array(0);mask=${NEXT_MASK};tab=slots(mask+1);
return old===undefined?{at:0,mask,from:1,to:total(),isNear:isNear()}:{at:old.at,mask:old.mask,from:0,to:old.mask+1,isNear:isNear()};
}
function growPiece(at,m,from,to){
if(at===0){enterRows(from,to);return;}
${ifNear("native.split_(at,m,from,to);")}
const t=old.slots;
${keys ? "if(from===0&&zero(t)[0]!==0)put(0);for(let a=from;a<to;a++)if(t[a]!==0)put(t[a]);" : SPLIT_BUCKETS("t[a]", "put", "hashOf")}
}
function endGrowth(){if(old!==undefined)freeSlots(old.slots,old.at>=0);old=undefined;}
function grow(){
const{at,mask:m,from,to}=beginGrowth();
for(let i=from;i<to;i+=${GROWTH_PIECE})growPiece(at,m,i,Math.min(i+${GROWTH_PIECE},to));
endGrowth();
}`;
}

/** A statement that calls WebAssembly. */
export type NearTable = (call: string) => string;

/**
 * Statements that enter slots with row numbers, from bucket to bucket: `slot` is that at `a` of the table before, of `m + 1`.
 */
export const SPLIT_BUCKETS = (slot: string, put: string, hashOf: string): string =>
  `let full=1;
for(let b=from;b<to;b+=16){
const strangers=full;full=1;
for(let a=b;a<b+16;a+=1){const v=${slot};
if(v===0){full=0;}else{let h=v&~m|b;if(strangers!==0)h=${hashOf}(v&m);${put}(h,v&m);}}
}`;
