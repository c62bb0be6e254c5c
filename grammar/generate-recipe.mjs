// Compiles faultline.ohm into faultline-recipe.ts, so that loading the grammar does not need ohm.
// `npm run recipe` writes the file; the tests fail if it is not what this makes.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as ohm from "ohm-js";

/** The recipe of a grammar as a TypeScript file. Source positions are left out: nothing reads them. */
export function recipeOf(grammarText) {
  const strip = (node) => {
    if (Array.isArray(node)) return node.map(strip);
    return node !== null && typeof node === "object" ? {} : node;
  };
  const recipe = JSON.parse(ohm.grammar(grammarText).toRecipe());
  const [kind, , name, superGrammar, start, rules] = recipe;
  const stripped = [
    kind,
    {},
    name,
    superGrammar,
    start,
    Object.fromEntries(
      Object.entries(rules).map(([rule, [operation, , description, parameters, body]]) => [
        rule,
        [operation, {}, description, parameters, strip(body)],
      ]),
    ),
  ];
  return [
    "// Generated from faultline.ohm by `npm run recipe`. Do not edit.",
    "const recipe =",
    `  ${JSON.stringify(JSON.stringify(stripped))};`,
    "",
    "export default recipe;",
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const here = new URL("./", import.meta.url);
  const grammarText = await readFile(new URL("faultline.ohm", here), "utf8");
  await writeFile(new URL("faultline-recipe.ts", here), recipeOf(grammarText));
}
