/** The front end: specification text to syntax tree, and what it has to say about the text. */
export { decode, type Decoded } from "./decode.ts";
export { format } from "./format.ts";
export { parse, sourceLimit, type Parsed } from "./parse.ts";
export {
  renderDiagnostic,
  renderDiagnostics,
  type RenderListOptions,
  type RenderOptions,
} from "./render-diagnostic.ts";
export { SourceFile, type Location, type Position, type Span } from "./source.ts";
export type { Diagnostic } from "./diagnostic.ts";
export type * from "./syntax.ts";
