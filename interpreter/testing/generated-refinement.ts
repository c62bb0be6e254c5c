/**
 * What some generated modules are said to refine: one of two fixed modules of a few states, by a mapping
 * drawn at random. A step of `loose` may lead anywhere, so that the mapping alone can be wrong; of `tight`
 * only to a few states, so that most runs leave it soon.
 */
import type { Type } from "../model.ts";
import { moduleScope } from "./generated-declarations.ts";
import { expression, type GeneratedModule } from "./generated-module.ts";
import { BOOL, int } from "./generated-types.ts";
import { code, introduce, list, use, type Piece } from "./text-tree.ts";

const head = `state {
  level: 0..2 = 0
  open: bool = false
  last: (0..2)? = none
}
init {
  choose l: 0..2, o: bool, x: 0..3
  level = l
  open = o
  if x < 3 { last = x }
}`;

/** Files that a generated module may use. */
export const abstractFiles: Readonly<Record<string, string>> = {
  "loose.fl": `module loose
${head}
action anything(l: 0..2, o: bool) {
  level = l
  open = o
  either { last = none } or { last = old(level) } or { last = l }
}
action forget { last = none }
`,
  "tight.fl": `module tight
${head}
action up when level < 2 { level += 1 }
action down when open and level > 0 {
  last = level
  level -= 1
}
action flip {
  open = not open
  last = none
}
`,
};

const variables: readonly { readonly name: string; readonly type: Type }[] = [
  { name: "level", type: int(0, 2) },
  { name: "open", type: BOOL },
  { name: "last", type: { kind: "option", item: int(0, 2) } },
];

export interface DrawnRefinement {
  /** `use`, which comes before everything else. */
  readonly uses: readonly Piece[];
  readonly declarations: readonly Piece[];
}

export function drawRefinement(module: GeneratedModule): DrawnRefinement {
  const { choices } = module;
  if (!choices.chance(0.15)) return { uses: [], declarations: [] };
  const alias = module.fresh("ideal");
  const scope = moduleScope(module, { risk: module.temper.risk / 4 });
  const mappings = variables.map(({ name, type }) => {
    const value = expression(scope, type, 2) ?? zero(type);
    return code`${name} = ${value}`;
  });
  return {
    uses: [code`use ${choices.oneOf(["loose", "tight"])!} as ${introduce(alias)}\n`],
    declarations: [code`refines ${use(alias)} {\n${list(mappings, "\n")}\n}`],
  };
}

function zero(type: Type): Piece {
  return { parts: [type.kind === "bool" ? "false" : type.kind === "int" ? "0" : "none"] };
}
