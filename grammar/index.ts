/** The front end: specification text to syntax tree, and what it has to say about the text. */
export { parse, type Parsed } from "./parse.ts";
export { SourceFile, type Location, type Position, type Span } from "./source.ts";
export type { Diagnostic } from "./diagnostic.ts";
export type * from "./syntax.ts";
