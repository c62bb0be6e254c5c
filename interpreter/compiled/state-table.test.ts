/** The table of states alone: what was entered is found, however often the table has doubled. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  FIRST_TABLE_BITS,
  hashText,
  HOME,
  LARGEST_LOAD,
  NEXT,
  tableFunctions,
} from "./state-table.ts";

interface Table {
  readonly find: (row: number) => number;
  readonly grow: () => void;
  readonly enter: () => void;
  readonly slots: () => Int32Array;
}

/** A table of rows of one word, of which the first `entered` are in it, as the search would have put them there. */
function tableOf(rows: Int32Array, bits: number): Table {
  const text = `const RB=31,RM=-1,W=1,seg=[rows],host={allocate:(n)=>({buffer:new ArrayBuffer(n),offset:0,isNear:false}),free(){}};
let mask=${2 ** bits - 1},tab=new Int32Array(0),tabAt=-1;const isNear=()=>false;
function total(){return rows.length;}tab=new Int32Array(new ArrayBuffer(64),48,0);
${tableFunctions(1)}
enter();
return{grow,enter,slots:()=>tab,find(row){
const t=tab,m=mask,h=hashOf(row);let a=${HOME},e=a;
for(;;){const v=t[a];if(v===0)return 0;if(((v^h)&~m)===0&&rows[v&m]===rows[row])return v&m;${NEXT}}
}};`;
  return new Function("rows", text)(rows) as Table;
}

interface Keys extends Pick<Table, "grow" | "slots"> {
  readonly has: (word: number) => boolean;
}

/** The same, of the hashes alone. */
function keysOf(rows: Int32Array, bits: number): Keys {
  const text = `const RB=31,RM=-1,W=1,seg=[rows],host={allocate:(n)=>({buffer:new ArrayBuffer(n),offset:0,isNear:false}),free(){}};
let mask=${2 ** bits - 1},tab=new Int32Array(0),tabAt=-1;const isNear=()=>false;
function total(){return rows.length;}tab=new Int32Array(new ArrayBuffer(64),48,0);
${tableFunctions(1, true)}
enter();
return{grow,slots:()=>tab,has(word){
const P=[word],i=0;${hashText(1, "P", "i")}
if(h===0)return zero(tab)[0]===1;
const t=tab,m=mask;let a=${HOME},e=a;
for(;;){const v=t[a];if(v===0)return false;if(v===h)return true;${NEXT}}
}};`;
  return new Function("rows", text)(rows) as Keys;
}

function everyRowIsFound(table: Table, rows: Int32Array): void {
  for (let row = 1; row < rows.length; row++) {
    if (table.find(row) !== row) expect.fail(`row ${row} is not found`);
  }
  expect(table.slots().filter((slot) => slot !== 0)).toHaveLength(rows.length - 1);
}

describe("the table of states", () => {
  const full = Math.floor(2 ** FIRST_TABLE_BITS * LARGEST_LOAD);

  test("finds all that was entered, when it has doubled bucket by bucket", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: full }), (seed, count) => {
        const rows = Int32Array.from({ length: count + 1 }, (_, i) =>
          Math.imul(i + seed, 0x9e3779b1),
        );
        const table = tableOf(rows, FIRST_TABLE_BITS);
        everyRowIsFound(table, rows);
        for (let i = 0; i < 3; i++) {
          table.grow();
          everyRowIsFound(table, rows);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("finds states of one word by their hash alone, that of hash 0 too", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: full }), (seed, count) => {
        // Multiples of an odd number, all different, and the word whose hash is 0.
        const words = Int32Array.from({ length: count }, (_, i) => Math.imul(i + seed, 0x9e3779b1));
        const rows = Int32Array.of(0, ...words.filter((word) => word !== 1), 1);
        const table = keysOf(rows, FIRST_TABLE_BITS);
        for (let i = 0; i < 3; i++) {
          for (let row = 1; row < rows.length; row++) {
            if (!table.has(rows[row]!)) expect.fail(`row ${row} is not found`);
          }
          expect(table.slots().filter((slot) => slot !== 0)).toHaveLength(rows.length - 2);
          expect(table.has(Math.imul(seed - 1, 0x9e3779b1))).toBe(
            rows.includes(Math.imul(seed - 1, 0x9e3779b1)),
          );
          table.grow();
        }
      }),
      { numRuns: 20 },
    );
  });

  test("finds them with hardly a free slot, where most buckets are full", () => {
    const rows = Int32Array.from({ length: 2 ** 12 - 2 }, (_, i) => i * i);
    const table = tableOf(rows, 12);
    everyRowIsFound(table, rows);
    table.grow();
    everyRowIsFound(table, rows);
  });
});
