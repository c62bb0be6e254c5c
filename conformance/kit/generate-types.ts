/**
 * Writes the vocabulary of a module as TypeScript types, so that an adapter that leaves out a variable or
 * misspells an action does not compile. The types do not depend on the values of parameters: numbers of
 * any range are `number`, and steps, fields and variants have their names.
 */
import { elaborate } from "../../interpreter/elaborate/elaborate.ts";
import type { CheckedModule } from "../../interpreter/checked.ts";
import type { Type } from "../../interpreter/model.ts";
import { oneLine } from "../../interpreter/report/text.ts";

/**
 * The text of a file that exports the vocabulary under the name of the module: `FreebsdCowFault` for
 * `freebsd.cow_fault`. Throws if the default parameters of the module make no instance.
 */
export function generateTypes(module: CheckedModule): string {
  const { instance, diagnostics } = elaborate(module);
  if (!instance) throw new Error(`${module.name}: ${diagnostics[0]!.message}`);
  const names = new TypeNames();
  const { parameters, variables, steps } = instance;
  const observed = variables.filter(({ synthetic }) => !synthetic);
  const parameterLines = parameters.map(({ name, type }) => field(name, names.of(type)));
  const observedLines = observed.map(({ name, type }) => field(name, names.of(type)));
  const actionLines = steps.flatMap((step) => {
    const values = step.parameters.map(({ name, type }) => `${name}: ${names.of(type)}`);
    return [
      ...(step.doc ? [`/** ${comment(step.doc)} */`] : []),
      field(step.name, `readonly [${values.join(", ")}]`),
    ];
  });
  const costs = instance.costs.map((name) => JSON.stringify(name)).join(" | ") || "never";
  return [
    `/** The vocabulary of the module ${comment(instance.module)}: generated from it, not to be edited. */`,
    ...names.declarations(),
    `export type ${pascal(instance.module)} = {`,
    ...block("parameters", parameterLines),
    ...block("observed", observedLines),
    ...block("actions", actionLines),
    `  readonly costs: ${costs};`,
    "};",
    "",
  ].join("\n");
}

/** Names for enums and named records, which are declared once, in the order of their first use. */
class TypeNames {
  readonly #declared = new Map<string, string>();

  declarations(): string[] {
    return [...this.#declared].map(([name, text]) => `export type ${name} = ${text};`);
  }

  of(type: Type): string {
    switch (type.kind) {
      case "bool":
        return "boolean";
      case "int":
      case "symmetric":
        return "number";
      case "enum":
        return this.#named(type.name, () =>
          type.variants
            .map(({ name, payload }) => {
              if (payload.length === 0) return JSON.stringify(name);
              const values = payload.map((each) => this.of(each));
              const value = values.length === 1 ? values[0]! : `readonly [${values.join(", ")}]`;
              return `{ ${field(name, value)} }`;
            })
            .join(" | "),
        );
      case "record": {
        const text = (): string =>
          `{ ${type.fields.map((each) => field(each.name, this.of(each.type))).join(" ")} }`;
        return type.name === undefined ? text() : this.#named(type.name, text);
      }
      case "tuple":
        return `readonly [${type.items.map((item) => this.of(item)).join(", ")}]`;
      case "option":
        return `${this.of(type.item)} | null`;
      case "set":
      case "seq":
        return arrayOf(this.of(type.item));
      case "map":
        return type.keys.reduce((inner) => arrayOf(inner), this.of(type.value));
    }
  }

  /** Two types may be called the same in different modules: the later one is written out. */
  #named(wanted: string, make: () => string): string {
    const name = pascal(wanted);
    const text = make();
    const known = this.#declared.get(name);
    if (known === undefined) this.#declared.set(name, text);
    return known === undefined || known === text ? name : `(${text})`;
  }
}

function block(name: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [`  readonly ${name}: Readonly<Record<never, never>>;`];
  return [`  readonly ${name}: {`, ...lines.map((line) => `    ${line}`), "  };"];
}

function field(name: string, type: string): string {
  const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
  return `readonly ${key}: ${type};`;
}

function arrayOf(item: string): string {
  return `readonly ${/[ |]/.test(item) ? `(${item})` : item}[]`;
}

/** `fault.step` is `FaultStep`, `cow_fault` is `CowFault`. */
function pascal(name: string): string {
  return name
    .split(/[._]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

/** A doc comment on one line, harmless inside of a comment. */
function comment(doc: string): string {
  return oneLine(doc).replaceAll("*/", "* /");
}
