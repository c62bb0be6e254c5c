/** Tree builder: modules, declarations, scenarios and checks. */
import type {
  BinderGroup,
  Block,
  CheckExpectation,
  CheckItem,
  Declaration,
  EnumVariant,
  Expression,
  Fairness,
  Mapping,
  Name,
  Parameter,
  ProcessLet,
  ProcessLocal,
  ScenarioItem,
  Setting,
  Step,
  SymmetricType,
  TypeExpression,
  VariableDeclaration,
} from "../syntax.ts";
import {
  list,
  nameOf,
  optional,
  present,
  span,
  text,
  tree,
  trees,
  unquote,
  type Actions,
  type Concrete,
} from "./builder.ts";

/** What one segment of a file holds: the first one also the `module` line. */
export interface Segment {
  readonly path?: readonly Name[];
  readonly declarations: readonly Declaration[];
}

type ProcessPart =
  | { readonly part: "let"; readonly value: ProcessLet }
  | { readonly part: "var"; readonly value: ProcessLocal };

function settingsOf(node: Concrete): readonly Setting[] {
  return optional<Setting[]>(node) ?? [];
}

function parametersOf(node: Concrete): readonly Parameter[] {
  return optional<Parameter[]>(node) ?? [];
}

export const declarationActions: Actions = {
  Module(line, _end, declarations): Segment {
    return { path: tree<Name[]>(line), declarations: tree<Segment>(declarations).declarations };
  },
  ModuleLine(_module, path): Name[] {
    return tree<Name[]>(path);
  },
  Declarations(declarations, _ends): Segment {
    return { declarations: trees<Declaration>(declarations) };
  },

  Use(_use, path, settings, alias): Declaration {
    const names = tree<Name[]>(path);
    const written = optional<Name>(alias);
    return {
      kind: "use",
      path: names,
      bindings: settingsOf(settings),
      alias: written ?? names.at(-1)!,
      aliasWritten: written !== undefined,
      span: span(this),
    };
  },
  Alias(_as, name): Name {
    return nameOf(name);
  },
  Param(_param, name, _colon, type, _equals, value): Declaration {
    return {
      kind: "param",
      name: nameOf(name),
      type: tree<TypeExpression>(type),
      ...present("default", optional<Expression>(value)),
      span: span(this),
    };
  },
  TypeName(_type, name, _equals, type): Declaration {
    return { kind: "type", name: nameOf(name), type: tree<TypeExpression>(type), span: span(this) };
  },
  Enum(_enum, name, _open, variants, _ends, _close): Declaration {
    return {
      kind: "enum",
      name: nameOf(name),
      variants: trees<EnumVariant>(variants),
      span: span(this),
    };
  },
  Variant(name, payload): EnumVariant {
    return {
      name: nameOf(name),
      payload: optional<TypeExpression[]>(payload) ?? [],
      span: span(this),
    };
  },
  Payload(_open, types, _close): TypeExpression[] {
    return tree<TypeExpression[]>(types);
  },
  Symmetric(_symmetric, _type, first, _commas, rest): Declaration {
    return { kind: "symmetric", types: list<SymmetricType>(first, rest), span: span(this) };
  },
  SymmetricType(name, _open, size, _close): SymmetricType {
    return { name: nameOf(name), size: tree<Expression>(size), span: span(this) };
  },
  State(_state, _open, variables, _ends, _close): Declaration {
    return { kind: "state", variables: trees<VariableDeclaration>(variables), span: span(this) };
  },
  Variable(name, _colon, type, initial): VariableDeclaration {
    return {
      kind: "variable",
      name: nameOf(name),
      type: tree<TypeExpression>(type),
      ...present("initial", optional<NonNullable<VariableDeclaration["initial"]>>(initial)),
      span: span(this),
    };
  },
  Initial_is(_equals, value): VariableDeclaration["initial"] {
    return { how: "is", value: tree<Expression>(value) };
  },
  Initial_in(_in, value): VariableDeclaration["initial"] {
    return { how: "in", value: tree<Expression>(value) };
  },
  Init(_init, body): Declaration {
    return { kind: "init", body: tree<Block>(body), span: span(this) };
  },
  Def(_def, name, parameters, _colon, result, _equals, body): Declaration {
    return {
      kind: "def",
      name: nameOf(name),
      parameters: parametersOf(parameters),
      parenthesised: parameters.children.length > 0,
      result: tree<TypeExpression>(result),
      body: tree<Expression>(body),
      span: span(this),
    };
  },
  Parameters(_open, parameters, _close): Parameter[] {
    return optional<Parameter[]>(parameters) ?? [];
  },
  ParameterList(first, _commas, rest, _comma): Parameter[] {
    return list<Parameter>(first, rest);
  },
  Parameter(name, _colon, type): Parameter {
    return { name: nameOf(name), type: tree<TypeExpression>(type), span: span(this) };
  },
  Effect(_effect, name, parameters, body): Declaration {
    return {
      kind: "effect",
      name: nameOf(name),
      parameters: parametersOf(parameters),
      body: tree<Block>(body),
      span: span(this),
    };
  },
  Action(_action, name, parameters, fairness, guard, body): Declaration {
    return {
      kind: "action",
      name: nameOf(name),
      parameters: parametersOf(parameters),
      ...present("fairness", optional<Fairness>(fairness)),
      ...present("guard", optional<Expression>(guard)),
      body: tree<Block>(body),
      span: span(this),
    };
  },
  When(_when, condition): Expression {
    return tree<Expression>(condition);
  },
  Fairness_weak(_weakly, _fair, every): Fairness {
    return { strength: "weak", any: every.children.length > 0, span: span(this) };
  },
  Fairness_strong(_strongly, _fair, every): Fairness {
    return { strength: "strong", any: every.children.length > 0, span: span(this) };
  },
  Fairness_none(_unfair): Fairness {
    return { strength: "unfair", any: false, span: span(this) };
  },
  Process(_process, name, parameters, fairness, _open, parts, _ends, steps, _stepEnds, _close) {
    const lets: ProcessLet[] = [];
    const locals: ProcessLocal[] = [];
    for (const each of trees<ProcessPart>(parts)) {
      if (each.part === "let") lets.push(each.value);
      else locals.push(each.value);
    }
    return {
      kind: "process",
      name: nameOf(name),
      parameters: parametersOf(parameters),
      ...present("fairness", optional<Fairness>(fairness)),
      lets,
      locals,
      steps: trees<Step>(steps),
      span: span(this),
    } satisfies Declaration;
  },
  Abbreviation_let(_let, name, _equals, value): ProcessPart {
    return {
      part: "let",
      value: { name: nameOf(name), value: tree<Expression>(value), span: span(this) },
    };
  },
  Abbreviation_var(_var, name, _colon, type, _equals, initial): ProcessPart {
    return {
      part: "var",
      value: {
        name: nameOf(name),
        type: tree<TypeExpression>(type),
        initial: tree<Expression>(initial),
        span: span(this),
      },
    };
  },
  Step(_step, name, fairness, guard, body): Step {
    return {
      name: nameOf(name),
      ...present("fairness", optional<Fairness>(fairness)),
      ...present("guard", optional<Expression>(guard)),
      body: tree<Block>(body),
      span: span(this),
    };
  },
  Property(kind, name, _colon, body): Declaration {
    return {
      kind: text(kind) as "invariant" | "transition" | "temporal",
      name: nameOf(name),
      body: tree<Expression>(body),
      span: span(this),
    };
  },
  Terminal(_terminal, condition): Declaration {
    return { kind: "terminal", condition: tree<Expression>(condition), span: span(this) };
  },
  Refines(_refines, use, _open, mappings, _ends, _close): Declaration {
    return {
      kind: "refines",
      use: nameOf(use),
      mappings: trees<Mapping>(mappings),
      span: span(this),
    };
  },
  Mapping(variable, keys, _equals, value): Mapping {
    return {
      variable: nameOf(variable),
      keys: optional<Name[]>(keys) ?? [],
      value: tree<Expression>(value),
      span: span(this),
    };
  },
  MappingKeys(_open, names, _close): Name[] {
    return tree<Name[]>(names);
  },
  Measure(_measure, name, _colon, cost, _from, from, _to, to): Declaration {
    return {
      kind: "measure",
      name: nameOf(name),
      cost: nameOf(cost),
      from: tree<Expression>(from),
      to: tree<Expression>(to),
      span: span(this),
    };
  },

  Scenario(_scenario, title, settings, reach, by, body): Declaration {
    return {
      kind: "scenario",
      title: unquote(title),
      titleSpan: span(title),
      settings: settingsOf(settings),
      reach: text(reach) as "reachable" | "unreachable",
      binders: optional<BinderGroup[]>(by) ?? [],
      ...tree<{ when: Expression } | { items: ScenarioItem[] }>(body),
      span: span(this),
    };
  },
  By(_by, binders): BinderGroup[] {
    return tree<BinderGroup[]>(binders);
  },
  ScenarioBody_when(when) {
    return { when: tree<Expression>(when) };
  },
  ScenarioBody_items(_open, items, _ends, _close) {
    return { items: trees<ScenarioItem>(items) };
  },
  ScenarioItem_expect(_expect, condition): ScenarioItem {
    return { kind: "expect", condition: tree<Expression>(condition), span: span(this) };
  },
  ScenarioItem_any(_dots): ScenarioItem {
    return { kind: "any", span: span(this) };
  },
  ScenarioItem_step(path, values, choices): ScenarioItem {
    return {
      kind: "step",
      path: tree<Name[]>(path),
      arguments: optional<(Expression | undefined)[]>(values) ?? [],
      choices: optional<Setting[]>(choices) ?? [],
      span: span(this),
    };
  },
  ScenarioArguments(_open, values, _close): (Expression | undefined)[] {
    return optional<(Expression | undefined)[]>(values) ?? [];
  },
  ScenarioArgumentList(first, _commas, rest, _comma): (Expression | undefined)[] {
    return list<Expression | undefined>(first, rest);
  },
  ScenarioArgument_any(_mark): undefined {
    return undefined;
  },
  ScenarioArgument_value(value): Expression {
    return tree<Expression>(value);
  },
  With(_with, first, _commas, rest): Setting[] {
    return list<Setting>(first, rest);
  },
  Choice(name, _equals, value): Setting {
    return { name: tree<Name>(name), value: tree<Expression>(value), span: span(this) };
  },
  /** `leave.f`: the choice `f` of an effect. */
  ChoiceName(first, _dot, second): Name {
    const names = [first, ...second.children];
    return { text: names.map(text).join("."), span: span(this) };
  },

  Check(_check, name, _open, items, _ends, _close): Declaration {
    return {
      kind: "check",
      name: nameOf(name),
      items: trees<CheckItem>(items),
      span: span(this),
    };
  },
  CheckItem(item): CheckItem {
    const built = tree<CheckItem | Setting>(item);
    return "kind" in built ? built : { kind: "setting", ...built };
  },
  CheckItem_expect(_expect, expectation): CheckItem {
    return { ...tree<CheckExpectation>(expectation), span: span(this) };
  },
  CheckItem_limit(_limit, path, count): CheckItem {
    return {
      kind: "limit",
      path: tree<Name[]>(path),
      count: tree<Expression>(count),
      span: span(this),
    };
  },
  CheckItem_symmetry(_symmetry, state): CheckItem {
    return { kind: "symmetry", on: text(state) === "on", span: span(this) };
  },
  Selection(selector, first, _commas, rest): CheckItem {
    return {
      kind: text(selector) as "only" | "without",
      names: [nameOf(first), ...rest.children.map(nameOf)],
      span: span(this),
    };
  },
  Expectation_measure(measure, _in, low, _dots, high): CheckExpectation {
    return {
      kind: "expect",
      what: "measure",
      measure: nameOf(measure),
      bounds: { low: Number(text(low)), high: Number(text(high)) },
      span: span(this),
    };
  },
  Expectation_unbounded(measure, _unbounded): CheckExpectation {
    return { kind: "expect", what: "measure", measure: nameOf(measure), span: span(this) };
  },
  Expectation_holds(_holds): CheckExpectation {
    return { kind: "expect", what: "holds", span: span(this) };
  },
  Expectation_violates(_violates, property, within): CheckExpectation {
    const [named] = property.children;
    const message = text(property).startsWith('"');
    return {
      kind: "expect",
      what: "violates",
      property:
        message && named ? { text: unquote(named), span: span(property) } : nameOf(property),
      message,
      ...present("steps", optional<number>(within)),
      span: span(this),
    };
  },
  Expectation_deadlocks(_deadlocks, within): CheckExpectation {
    return {
      kind: "expect",
      what: "deadlocks",
      ...present("steps", optional<number>(within)),
      span: span(this),
    };
  },
  Expectation_fails(_fails, within): CheckExpectation {
    return {
      kind: "expect",
      what: "fails",
      ...present("steps", optional<number>(within)),
      span: span(this),
    };
  },
  Expectation_states(_states, count): CheckExpectation {
    return { kind: "expect", what: "states", count: Number(text(count)), span: span(this) };
  },
  Expectation_transitions(_transitions, count): CheckExpectation {
    return { kind: "expect", what: "transitions", count: Number(text(count)), span: span(this) };
  },
  Within(_in, count, _steps): number {
    return Number(text(count));
  },
  Settings(_open, settings, _close): Setting[] {
    return optional<Setting[]>(settings) ?? [];
  },
  SettingList(first, _commas, rest, _comma): Setting[] {
    return list<Setting>(first, rest);
  },
  Setting(name, _equals, value): Setting {
    return { name: nameOf(name), value: tree<Expression>(value), span: span(this) };
  },
};
