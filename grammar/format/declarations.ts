/** Formatter: declarations, scenarios and checks. */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import { withComments, type Context } from "./comments.ts";
import {
  printBinders,
  printExpression,
  printParameters,
  printPath,
  printTight,
  printType,
} from "./expressions.ts";
import { isTall, printBraces, printExpanded, printList, printOpen } from "./lists.ts";
import { printBlock, printValue, quote } from "./statements.ts";
import { flat, isPlain, lineWidth, printTable, type Row } from "./tables.ts";
import { inOrder } from "../ordered.ts";
import type {
  Block,
  CheckExpectation,
  CheckItem,
  Declaration,
  EnumVariant,
  Expression,
  Fairness,
  Name,
  Node,
  Parameter,
  ProcessDeclaration,
  ProcessLet,
  ProcessLocal,
  ScenarioDeclaration,
  ScenarioItem,
  Setting,
  Step,
  VariableDeclaration,
} from "../syntax.ts";

const { group, hardline, ifBreak, indent, join, line } = builders;

export function printDeclaration(context: Context, declaration: Declaration): Doc {
  const print = (expression: Expression): Doc => printExpression(context, expression);
  switch (declaration.kind) {
    case "use": {
      const { path, bindings, alias, aliasWritten } = declaration;
      const settings = printSettings(context, declaration, bindings);
      return ["use ", printPath(path), settings, aliasWritten ? [" as ", alias.text] : ""];
    }
    case "symmetric":
      return ["symmetric type ", printSymmetric(context, declaration.types)];
    case "state":
      return ["state ", printState(context, declaration)];
    case "init":
      return ["init ", printBlock(context, declaration.body)];
    case "effect": {
      const { name, parameters, body } = declaration;
      const written = parameters.length > 0 ? printParameters(context, parameters) : "()";
      return ["effect ", name.text, written, " ", printBlock(context, body)];
    }
    case "action":
      return ["action ", printGuarded(context, declaration)];
    case "process":
      return printProcess(context, declaration);
    case "invariant":
    case "transition":
    case "temporal": {
      const { kind, name, body } = declaration;
      return [kind, " ", name.text, ":", group(indent([line, print(body)]))];
    }
    case "terminal":
      return ["terminal ", group(indent(print(declaration.condition)))];
    case "refines":
      return [
        "refines ",
        declaration.use.text,
        " ",
        printBraces(context, declaration, declaration.mappings, ({ variable, keys, value }) => [
          variable.text,
          keys.length > 0 ? `[${keys.map(({ text }) => text).join(", ")}]` : "",
          " =",
          printValue(context, value),
        ]),
      ];
    case "measure": {
      const { name, cost, from, to } = declaration;
      return group([
        `measure ${name.text}: ${cost.text}`,
        indent([line, "from ", print(from), line, "to ", print(to)]),
      ]);
    }
    case "scenario":
      return printScenario(context, declaration);
    case "param":
    case "type":
    case "enum":
    case "def":
    case "check":
      return printTabular(context, declaration);
  }
}

type Tabular = Extract<Declaration, { kind: "param" | "type" | "enum" | "def" | "check" }>;

/** A declaration of a kind that is put into columns. */
export function rowOfDeclaration(context: Context, declaration: Declaration): Row | undefined {
  switch (declaration.kind) {
    case "param": {
      const { name, type, default: value } = declaration;
      const cells = [`param ${name.text}:`, printType(context, type)];
      return {
        kind: "param",
        cells: value ? [...cells, ["= ", printExpression(context, value)]] : cells,
      };
    }
    case "type": {
      const { name, type } = declaration;
      return { kind: "type", cells: [`type ${name.text}`, ["= ", printType(context, type)]] };
    }
    case "enum":
      return {
        kind: "enum",
        cells: [`enum ${declaration.name.text}`, printVariants(context, declaration)],
      };
    case "def": {
      const { body } = declaration;
      const value = printExpression(context, body);
      return { kind: "def", cells: [printSignature(context, declaration), ["= ", value]] };
    }
    case "check":
      return {
        kind: "check",
        cells: [`check ${declaration.name.text}`, printCheckItems(context, declaration)],
      };
    default:
      return undefined;
  }
}

function printTabular(context: Context, declaration: Tabular): Doc {
  switch (declaration.kind) {
    case "param": {
      const { name, type, default: value } = declaration;
      return [
        `param ${name.text}: `,
        printType(context, type),
        value ? [" =", printValue(context, value)] : "",
      ];
    }
    case "type":
      return [`type ${declaration.name.text} = `, printType(context, declaration.type)];
    case "enum":
      return [`enum ${declaration.name.text} `, printVariants(context, declaration)];
    case "def":
      return [
        printSignature(context, declaration),
        " =",
        group(indent([line, printExpression(context, declaration.body)])),
      ];
    case "check":
      return [`check ${declaration.name.text} `, printCheckItems(context, declaration)];
  }
}

function printSignature(context: Context, def: Extract<Declaration, { kind: "def" }>): Doc {
  const { name, parameters, parenthesised, result } = def;
  const written =
    parameters.length > 0 ? printParameters(context, parameters) : parenthesised ? "()" : "";
  return ["def ", name.text, written, ": ", printType(context, result)];
}

function printVariants(context: Context, declaration: Extract<Declaration, { kind: "enum" }>): Doc {
  const print = ({ name, payload }: EnumVariant): Doc => {
    if (payload.length === 0) return name.text;
    return [
      name.text,
      "(",
      join(
        ", ",
        payload.map((type) => printType(context, type)),
      ),
      ")",
    ];
  };
  return printBraces(context, declaration, declaration.variants, print, () => ",");
}

function printState(context: Context, declaration: Extract<Declaration, { kind: "state" }>): Doc {
  const { variables } = declaration;
  const print = ({ name, type, initial }: VariableDeclaration): Doc => [
    name.text,
    ": ",
    printType(context, type),
    initial
      ? initial.how === "is"
        ? [" =", printValue(context, initial.value)]
        : [" in ", printExpression(context, initial.value)]
      : "",
  ];
  if (!isTall(context, declaration, variables)) {
    const line = flat(["state ", printOpen(variables, print)]);
    if (line.length <= lineWidth && isPlain(line)) return line.slice("state ".length);
  }
  const row = ({ name, type, initial }: VariableDeclaration): Row => ({
    kind: "variable",
    cells: [
      `${name.text}:`,
      printType(context, type),
      ...(initial
        ? [[initial.how === "is" ? "= " : "in ", printExpression(context, initial.value)]]
        : []),
    ],
  });
  const table = printTable(context, variables, 1, row, print);
  return printExpanded(context, declaration, variables.length > 0 ? [table] : []);
}

/** `Proc[2], Thread[THREADS]`; one per line if a comment belongs to one of them. */
function printSymmetric(
  context: Context,
  types: Extract<Declaration, { kind: "symmetric" }>["types"],
): Doc {
  const commented = types.some((type) => type.doc !== undefined || context.attached.has(type));
  const items = types.map((type, index) => {
    const printed = [type.name.text, "[", printExpression(context, type.size), "]"];
    const last = index === types.length - 1;
    const own = withComments(context, type, last ? printed : [printed, ","]);
    return [own, last ? "" : commented ? hardline : line];
  });
  return group(indent(items));
}

function printFairness(fairness: Fairness | undefined): string {
  if (fairness === undefined) return "";
  const { strength, any } = fairness;
  const words = { weak: "weakly fair", strong: "strongly fair", unfair: "unfair" };
  return ` ${words[strength]}${any ? " any" : ""}`;
}

/** An action or step: guard and body on the line of the name, or each on lines of their own. */
function printGuarded(
  context: Context,
  declaration: {
    readonly name: Name;
    readonly parameters?: readonly Parameter[];
    readonly fairness?: Fairness;
    readonly guard?: Expression;
    readonly body: Block;
  },
): Doc {
  const { name, parameters, fairness, guard, body } = declaration;
  const written = printParameters(context, parameters ?? []);
  const signature = [name.text, written, printFairness(fairness)];
  if (guard === undefined) return [signature, " ", printBlock(context, body)];
  const id = Symbol("header");
  const condition = printExpression(context, guard);
  return [
    group([signature, indent([line, "when ", condition])], { id }),
    ifBreak([hardline, printBlock(context, body, true)], [" ", printBlock(context, body)], {
      groupId: id,
    }),
  ];
}

function printProcess(context: Context, declaration: ProcessDeclaration): Doc {
  const { name, parameters, fairness, lets, locals, steps } = declaration;
  const header = [
    "process ",
    name.text,
    printParameters(context, parameters),
    printFairness(fairness),
    " ",
  ];
  const items = inOrder<ProcessLet | ProcessLocal | Step>([...lets, ...locals, ...steps]);
  if (items.length === 0) return [header, printBraces(context, declaration, items, () => "")];
  const row = (item: ProcessLet | ProcessLocal | Step): Row | undefined => {
    if ("body" in item) return undefined;
    if ("value" in item) {
      const value = printExpression(context, item.value);
      return { kind: "let", cells: [`let ${item.name.text}`, ["= ", value]] };
    }
    const initial = printExpression(context, item.initial);
    const type = printType(context, item.type);
    return { kind: "var", cells: [`var ${item.name.text}:`, type, ["= ", initial]] };
  };
  const print = (item: ProcessLet | ProcessLocal | Step): Doc => {
    if ("body" in item) return ["step ", printGuarded(context, item)];
    if ("value" in item) return [`let ${item.name.text} =`, printValue(context, item.value)];
    const type = printType(context, item.type);
    return [`var ${item.name.text}: `, type, " =", printValue(context, item.initial)];
  };
  return [header, printExpanded(context, declaration, [printTable(context, items, 1, row, print)])];
}

/** `(Proc = Proc, DATA = 1)` with a space before; nothing if there are none. */
function printSettings(context: Context, owner: Node, settings: readonly Setting[]): Doc {
  if (settings.length === 0) return "";
  return printList(context, owner, " (", settings, ")", (each) => printSetting(context, each));
}

function printSetting(context: Context, { name, value }: Setting): Doc {
  return [name.text, " = ", printExpression(context, value)];
}

function printScenario(context: Context, declaration: ScenarioDeclaration): Doc {
  const { title, settings, reach, binders, when, items } = declaration;
  // Comments between the settings belong to the items, which are printed in braces.
  const written = settings.map((each) => printSetting(context, each));
  const header = [
    `scenario ${quote(title)} `,
    settings.length > 0 ? ["(", join(", ", written), ") "] : "",
    reach,
    binders.length > 0 ? [" by ", printBinders(context, binders)] : "",
  ];
  if (when) {
    return group([header, indent([line, "when ", printExpression(context, when)])]);
  }
  const print = (item: ScenarioItem): Doc => printScenarioItem(context, item);
  return [header, " ", printBraces(context, declaration, items ?? [], print)];
}

function printScenarioItem(context: Context, item: ScenarioItem): Doc {
  switch (item.kind) {
    case "any":
      return "...";
    case "expect":
      return ["expect ", group(indent(printExpression(context, item.condition)))];
    case "step": {
      const values = item.arguments.map((each) => (each ? printExpression(context, each) : "_"));
      const choices = item.choices.map((each) => printSetting(context, each));
      return group([
        printPath(item.path),
        values.length > 0 ? ["(", join(", ", values), ")"] : "",
        choices.length > 0 ? indent([line, "with ", join(", ", choices)]) : "",
      ]);
    }
  }
}

function printCheckItems(
  context: Context,
  declaration: Extract<Declaration, { kind: "check" }>,
): Doc {
  return printBraces(
    context,
    declaration,
    declaration.items,
    (item) => printCheckItem(context, item),
    (left, right) => (left.kind === "setting" && right.kind === "setting" ? "," : "; "),
  );
}

function printCheckItem(context: Context, item: CheckItem): Doc {
  switch (item.kind) {
    case "setting":
      return printSetting(context, item);
    case "expect":
      return ["expect ", printExpectation(item)];
    case "only":
    case "without": {
      const names = item.names.map(({ text }) => text);
      return group([item.kind, " ", indent(join([",", line], names))]);
    }
    case "limit":
      return ["limit ", printPath(item.path), " ", printTight(context, item.count)];
    case "symmetry":
      return `symmetry ${item.on ? "on" : "off"}`;
  }
}

function printExpectation(expectation: CheckExpectation): string {
  const within = (steps: number | undefined): string =>
    steps === undefined ? "" : ` in ${steps} ${steps === 1 ? "step" : "steps"}`;
  switch (expectation.what) {
    case "holds":
      return "holds";
    case "violates": {
      const { property, message, steps } = expectation;
      return `violates ${message ? quote(property.text) : property.text}${within(steps)}`;
    }
    case "deadlocks":
    case "fails":
      return expectation.what + within(expectation.steps);
    case "states":
    case "transitions":
      return `${expectation.what} ${expectation.count}`;
    case "measure": {
      const { measure, bounds } = expectation;
      return `${measure.text} ${bounds ? `in ${bounds.low}..${bounds.high}` : "unbounded"}`;
    }
  }
}
