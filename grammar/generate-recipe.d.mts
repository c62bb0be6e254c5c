/** The recipe of a grammar (the text of a `.ohm` file) as the text of a TypeScript file. */
export function recipeOf(grammarText: string): string;
