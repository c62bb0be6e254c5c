/**
 * Patterns of `is` and `match`: what they test and which names they bind. As with `==`, a variant
 * or a literal may be held against an option: it matches what is there, and never `none`.
 */
import type { Span } from "../../grammar/source.ts";
import type { Pattern } from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";
import { listed, useVariant } from "./names.ts";
import { required, showType, type StaticEnum, type StaticType } from "./types.ts";

export interface PatternPlace {
  /** The whole test, for "is known only where ... holds". */
  readonly test: Span;
  /** Text of what is tested. */
  readonly subject: string;
  /** Directly under `is` or `match`, where a bare word must be a variant. */
  readonly top: boolean;
}

export function checkPattern(
  context: CheckContext,
  pattern: Pattern,
  subject: StaticType,
  place: PatternPlace,
): void {
  const { types } = context;
  const inside: PatternPlace = { ...place, top: false };
  const mismatch = (what: string) => {
    if (subject.kind === "unknown") return;
    context.report("pattern-mismatch", pattern.span, {
      what,
      subject: place.subject,
      type: showType(subject),
    });
  };
  switch (pattern.kind) {
    case "wildcard":
      return;
    case "none":
      if (subject.kind !== "option") mismatch("none");
      return;
    case "some":
      if (subject.kind !== "option") mismatch("some ...");
      checkPattern(
        context,
        pattern.item,
        subject.kind === "option" ? subject.item : types.unknown,
        inside,
      );
      return;
    case "literal":
      if (required(subject).kind !== (typeof pattern.value === "number" ? "int" : "bool")) {
        mismatch(String(pattern.value));
      }
      return;
    case "word":
      return checkWord(context, pattern, subject, place);
    case "variant":
      return checkVariant(context, pattern, subject, inside);
  }
}

function checkWord(
  context: CheckContext,
  pattern: Extract<Pattern, { kind: "word" }>,
  subject: StaticType,
  place: PatternPlace,
): void {
  const { text } = pattern.name;
  const type = required(subject);
  const index =
    type.kind === "enum" ? type.variants.findIndex((variant) => variant.name === text) : -1;
  if (type.kind === "enum" && index !== -1) {
    useVariant(context, pattern, { type, index }, undefined);
    return;
  }
  if (!place.top || subject.kind === "unknown") {
    context.bind(pattern.name, subject, "pattern name");
    context.resolve(pattern, { kind: "local", binding: pattern.name });
    context.patternTests.set(text, place.test);
    return;
  }
  if (type.kind === "enum") unknownVariant(context, pattern.name, type);
  else {
    context.report("pattern-word", pattern.span, {
      name: text,
      subject: place.subject,
      type: showType(subject),
    });
  }
}

function unknownVariant(
  context: CheckContext,
  name: { readonly text: string; readonly span: Span },
  type: StaticEnum,
): void {
  const names = type.variants.map((variant) => variant.name);
  context.report("unknown-variant", name.span, {
    name: name.text,
    enum: showType(type),
    variants: listed(names),
    ...context.suggest(name.text, names),
  });
}

function checkVariant(
  context: CheckContext,
  pattern: Extract<Pattern, { kind: "variant" }>,
  subject: StaticType,
  inside: PatternPlace,
): void {
  const { types } = context;
  const name = pattern.path.at(-1)!;
  const enumType = required(subject);
  const bindAll = () => {
    for (const item of pattern.payload) checkPattern(context, item, types.unknown, inside);
  };
  if (enumType.kind !== "enum") {
    if (subject.kind !== "unknown") {
      context.report("pattern-mismatch", pattern.span, {
        what: context.quote(pattern.span),
        subject: inside.subject,
        type: showType(subject),
      });
    }
    return bindAll();
  }
  if (pattern.path.length > 1) {
    const written = pattern.path
      .slice(0, -1)
      .map((part) => part.text)
      .join(".");
    const owner = context.globals.get(written);
    const aliased =
      owner?.kind === "type" && context.declaredTypes.get(owner.declaration)?.key === enumType.key;
    const own = { ...enumType, label: undefined };
    if (!aliased && written !== showType(own)) {
      context.report("pattern-enum", pattern.span, {
        written,
        type: showType(own),
        subject: inside.subject,
      });
      return bindAll();
    }
    const alias = pattern.path[0]!.text;
    const global = context.globals.get(alias);
    if (global !== undefined) context.read.add(global.declaration);
  }
  const index = enumType.variants.findIndex((variant) => variant.name === name.text);
  if (index === -1) {
    unknownVariant(context, name, enumType);
    return bindAll();
  }
  const variant = enumType.variants[index]!;
  const count = pattern.payload.length;
  useVariant(context, pattern, { type: enumType, index }, count === 0 ? undefined : count);
  pattern.payload.forEach((item, at) => {
    checkPattern(context, item, variant.payload[at] ?? types.unknown, inside);
  });
}
