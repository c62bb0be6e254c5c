/** Variants of enums as they are written: bare where the type is known, qualified elsewhere. */
import type { EnumType } from "../model.ts";
import { code, use, type Piece } from "./text-tree.ts";

export function variantText(type: EnumType, index: number, qualified: boolean): Piece {
  const { name } = type.variants[index]!;
  const bare = use(`${type.name}.${name}`, name);
  return qualified ? code`${use(type.name)}.${bare}` : bare;
}
