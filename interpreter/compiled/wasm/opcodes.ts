/** The numbers of WebAssembly (core specification 2.0, section 5) that generated code is made of. */

export const Op = {
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  i32Load: 0x28,
  f64Load: 0x2b,
  i32Load8U: 0x2d,
  i32Store: 0x36,
  f64Store: 0x39,
  i32Store8: 0x3a,
  i32Const: 0x41,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32LtU: 0x49,
  i32GtS: 0x4a,
  i32GtU: 0x4b,
  i32LeS: 0x4c,
  i32LeU: 0x4d,
  i32GeS: 0x4e,
  i32GeU: 0x4f,
  i32Clz: 0x67,
  i32Popcnt: 0x69,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivS: 0x6d,
  i32RemS: 0x6f,
  i32And: 0x71,
  i32Or: 0x72,
  i32Xor: 0x73,
  i32Shl: 0x74,
  i32ShrS: 0x75,
  i32ShrU: 0x76,
  f64Add: 0xa0,
  f64ConvertI32S: 0xb7,
  /** Before `memoryCopy`. */
  prefix: 0xfc,
  memoryCopy: 0x0a,
  /** Before those of `Atomic`. */
  atomicPrefix: 0xfe,
} as const;

/** By the name of the method of `Atomics`; of words. */
export const Atomic: Readonly<Record<string, number>> = {
  load: 0x10,
  store: 0x17,
  add: 0x1e,
  sub: 0x25,
  compareExchange: 0x48,
};

export const Type = { i32: 0x7f, function: 0x60, none: 0x40 } as const;

export const Section = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 } as const;

/** "\0asm", version 1. */
export const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
