/** Tree builder: blocks, statements and the places that assignments write. */
import type {
  BinderGroup,
  Block,
  CallExpression,
  EitherBranch,
  Expression,
  IfStatement,
  MatchArm,
  Name,
  Pattern,
  Statement,
} from "../syntax.ts";
import {
  nameOf,
  optional,
  present,
  span,
  text,
  tree,
  trees,
  unquote,
  type Actions,
} from "./builder.ts";
import { applySuffixes, type SuffixPart } from "./expressions.ts";

export const statementActions: Actions = {
  Block(_open, statements, _ends, _close): Block {
    return { statements: trees<Statement>(statements), span: span(this) };
  },
  Statement_assign(place, operator, value): Statement {
    return {
      kind: "assign",
      place: tree<Expression>(place),
      operator: text(operator) as "=" | "+=" | "-=",
      value: tree<Expression>(value),
      span: span(this),
    };
  },
  Statement_call(path, _open, values, _close): Statement {
    return {
      kind: "call",
      callee: calleeOf(tree<Name[]>(path)),
      arguments: optional<Expression[]>(values) ?? [],
      span: span(this),
    };
  },
  Statement_let(_let, name, _equals, value): Statement {
    return { kind: "let", name: nameOf(name), value: tree<Expression>(value), span: span(this) };
  },
  Statement_match(_match, subject, _open, arms, _close): Statement {
    return {
      kind: "match",
      subject: tree<Expression>(subject),
      arms: trees<MatchArm>(arms),
      span: span(this),
    };
  },
  Statement_for(_for, binders, where, body): Statement {
    return {
      kind: "for",
      binders: tree<BinderGroup[]>(binders),
      ...present("where", optional<Expression>(where)),
      body: tree<Block>(body),
      span: span(this),
    };
  },
  Statement_choose(_choose, binders, where): Statement {
    return {
      kind: "choose",
      binders: tree<BinderGroup[]>(binders),
      ...present("where", optional<Expression>(where)),
      span: span(this),
    };
  },
  Statement_either(_either, first, _ors, rest): Statement {
    return {
      kind: "either",
      branches: [tree<EitherBranch>(first), ...trees<EitherBranch>(rest)],
      span: span(this),
    };
  },
  Statement_assert(_assert, condition, _comma, message): Statement {
    const literal = message.children[0];
    return {
      kind: "assert",
      condition: tree<Expression>(condition),
      ...present("message", literal && unquote(literal)),
      span: span(this),
    };
  },
  Statement_cost(_cost, name, _add, amount): Statement {
    return {
      kind: "cost",
      name: nameOf(name),
      amount: tree<Expression>(amount),
      span: span(this),
    };
  },
  Statement_goto(_goto, label): Statement {
    return { kind: "goto", label: nameOf(label), span: span(this) };
  },
  Statement_stop(_stop): Statement {
    return { kind: "stop", span: span(this) };
  },
  If(_if, condition, then, _else, otherwise): IfStatement {
    return {
      kind: "if",
      condition: tree<Expression>(condition),
      then: tree<Block>(then),
      ...present("else", optional<Block | IfStatement>(otherwise)),
      span: span(this),
    };
  },
  Arm(pattern, _arrow, body): MatchArm {
    return { pattern: tree<Pattern>(pattern), body: tree<Block>(body), span: span(this) };
  },
  Branch(guard, body): EitherBranch {
    return {
      ...present("guard", optional<Expression>(guard)),
      body: tree<Block>(body),
      span: span(this),
    };
  },
  CallPath(first, _dot, second): Name[] {
    return [nameOf(first), ...second.children.map(nameOf)];
  },
  Place(name, suffixes): Expression {
    const first: Expression = { kind: "name", name: nameOf(name), span: span(name) };
    return applySuffixes(first, trees<SuffixPart>(suffixes));
  },
  PlaceSuffix_member(_dot, name): SuffixPart {
    return { kind: "member", name: nameOf(name), optional: false, span: span(this) };
  },
  PlaceSuffix_index(_open, keys, _close): SuffixPart {
    return { kind: "index", keys: tree<Expression[]>(keys), span: span(this) };
  },
  PlaceSuffix_unwrap(_mark): SuffixPart {
    return { kind: "unwrap", span: span(this) };
  },
};

function calleeOf([first, second]: readonly Name[]): CallExpression["callee"] {
  if (first === undefined) throw new Error("a path has at least one name");
  const name = { kind: "name", name: first, span: first.span } as const;
  if (second === undefined) return name;
  return {
    kind: "member",
    object: name,
    name: second,
    optional: false,
    span: { start: first.span.start, end: second.span.end },
  };
}
