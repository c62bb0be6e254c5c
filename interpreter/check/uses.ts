/** `use` and `refines`: how the types and state of another module meet ours (A15). */
import type {
  Expression,
  Name,
  ParamDeclaration,
  RefinesDeclaration,
  Setting,
  SymmetricType,
  UseDeclaration,
  VariableDeclaration,
} from "../../grammar/syntax.ts";
import type { CheckedModule, CheckedUse, SymmetricReference } from "../checked.ts";
import { describeGlobal, globalNames, type CheckContext, type ModuleSignature } from "./context.ts";
import { noteVariant } from "./declarations.ts";
import { checkConstant } from "./type-expression.ts";
import { listed } from "./names.ts";
import { showType, type StaticType, type TypeTable } from "./types.ts";

/** What is known of checked modules beyond `CheckedModule`, for the modules that use them. */
const signatures = new WeakMap<CheckedModule, ModuleSignature>();

export function recordSignature(module: CheckedModule, signature: ModuleSignature): void {
  signatures.set(module, signature);
}

export function signatureOf(module: CheckedModule): ModuleSignature | undefined {
  return signatures.get(module);
}

interface OpenUse {
  readonly declaration: UseDeclaration;
  readonly checked: CheckedUse;
  readonly signature: ModuleSignature;
  readonly parameters: Map<ParamDeclaration, Expression>;
}

/**
 * Makes the uses of a module known, with the types they bring. Values of parameters are checked
 * later by `checkUseParameters`, as they may need types of this module.
 */
export function collectUses(
  context: CheckContext,
  imported: (use: UseDeclaration) => CheckedModule | undefined,
): readonly OpenUse[] {
  const open: OpenUse[] = [];
  const refined = new Set<string>();
  for (const declaration of context.module.declarations) {
    if (declaration.kind === "refines") refined.add(declaration.use.text);
  }
  for (const declaration of context.module.declarations) {
    if (declaration.kind !== "use") continue;
    const alias = declaration.alias.text;
    if (context.uses.has(alias)) continue;
    const module = imported(declaration);
    const signature = module && signatures.get(module);
    if (module === undefined || signature === undefined) {
      context.uses.set(alias, { alias, importType: () => context.types.unknown });
      continue;
    }
    const bound = new Map<SymmetricType, SymmetricReference>();
    const boundTypes = new Map<SymmetricType, StaticType>();
    const parameters = new Map<ParamDeclaration, Expression>();
    const checked: CheckedUse = {
      alias,
      declaration,
      module,
      parameters,
      types: bound,
      abstract: refined.has(alias),
    };
    if (checked.abstract) context.abstractUses.add(alias);
    bindSettings(context, declaration, signature, bound, boundTypes, parameters);
    const importType = importer(context.types, alias, boundTypes);
    context.uses.set(alias, { alias, checked, signature, importType });
    for (const global of signature.globals.values()) {
      if (global.kind !== "enum") continue;
      for (const variant of global.declaration.variants) {
        noteVariant(context, variant.name.text, `${alias}.${global.declaration.name.text}`);
      }
    }
    open.push({ declaration, checked, signature, parameters });
  }
  return open;
}

function bindSettings(
  context: CheckContext,
  declaration: UseDeclaration,
  signature: ModuleSignature,
  bound: Map<SymmetricType, SymmetricReference>,
  boundTypes: Map<SymmetricType, StaticType>,
  parameters: Map<ParamDeclaration, Expression>,
): void {
  const seen = new Map<string, Name>();
  for (const setting of declaration.bindings) {
    if (isTwice(context, seen, setting.name)) continue;
    const global = signature.globals.get(setting.name.text);
    if (global?.kind === "param") parameters.set(global.declaration, setting.value);
    else if (global?.kind === "symmetric") {
      const found = symmetricArgument(context, setting);
      if (found !== undefined) {
        bound.set(global.declaration, found.reference);
        boundTypes.set(global.declaration, found.type);
      }
    } else if (global !== undefined) {
      context.report("not-a-parameter", setting.name.span, {
        name: setting.name.text,
        what: describeGlobal(global),
        module: signature.name,
      });
    } else unknownParameter(context, setting.name, signature.name, signature.globals);
  }
  for (const global of signature.globals.values()) {
    if (global.kind !== "param" || global.declaration.default !== undefined) continue;
    if (parameters.has(global.declaration)) continue;
    const name = global.declaration.name.text;
    context.report("use-parameter-missing", declaration.span, { name, module: signature.name });
  }
}

function unknownParameter(
  context: CheckContext,
  name: Name,
  module: string,
  globals: ModuleSignature["globals"],
): void {
  const names = globalNames(globals, "param", "symmetric");
  context.report("parameter-unknown", name.span, {
    module,
    name: name.text,
    ...context.suggest(name.text, names),
  });
}

export function isTwice(context: CheckContext, seen: Map<string, Name>, name: Name): boolean {
  const first = seen.get(name.text);
  if (first === undefined) {
    seen.set(name.text, name);
    return false;
  }
  context.report("setting-twice", name.span, { name: name.text }, [
    { at: context.at(first.span), message: "the first one is here" },
  ]);
  return true;
}

/** The symmetric type that `Proc = e` names: ours, or one of a module used before. */
function symmetricArgument(
  context: CheckContext,
  setting: Setting,
): { reference: SymmetricReference; type: StaticType } | undefined {
  const { value } = setting;
  if (value.kind === "name") {
    const global = context.globals.get(value.name.text);
    const type = global && context.declaredTypes.get(global.declaration);
    if (global?.kind === "symmetric" && type !== undefined) {
      context.resolve(value, global);
      context.read.add(global.declaration);
      return { reference: { declaration: global.declaration }, type };
    }
  } else if (value.kind === "member" && value.object.kind === "name" && !value.optional) {
    const use = context.uses.get(value.object.name.text);
    const global = use?.signature?.globals.get(value.name.text);
    if (use?.signature !== undefined && global?.kind === "symmetric") {
      context.resolve(value.object, { kind: "qualifier" });
      context.resolve(value, { ...global, use: use.alias });
      const declared = use.signature.declaredTypes.get(global.declaration)!;
      const type = use.importType(declared);
      const { declaration } = global;
      return { reference: { use: use.alias, declaration }, type };
    }
  }
  context.report("symmetric-argument", value.span, {
    name: setting.name.text,
    text: context.quote(value.span),
  });
  return undefined;
}

/** Types of a used module as types of ours: symmetric types given in the `use` are replaced. */
function importer(
  types: TypeTable,
  alias: string,
  bound: ReadonlyMap<SymmetricType, StaticType>,
): (type: StaticType) => StaticType {
  const done = new Map<StaticType, StaticType>();
  const bring = (type: StaticType): StaticType => {
    let result = done.get(type);
    if (result === undefined) {
      result = build(type);
      if (type.label !== undefined && /^\w+$/.test(type.label)) {
        result = types.labelled(result, `${alias}.${type.label}`);
      }
      done.set(type, result);
    }
    return result;
  };
  const build = (type: StaticType): StaticType => {
    switch (type.kind) {
      case "unknown":
        return types.unknown;
      case "bool":
      case "int":
      case "none":
        return types[type.kind];
      case "symmetric": {
        const ours = type.origin === "" ? bound.get(type.declaration) : undefined;
        return ours ?? types.symmetric(origin(type.origin), type.declaration);
      }
      case "enum": {
        const variants = type.variants.map(({ name, payload }) => ({
          name,
          payload: payload.map(bring),
        }));
        return types.enum(origin(type.origin), type.declaration, variants);
      }
      case "record":
        return types.record(type.fields.map((f) => ({ name: f.name, type: bring(f.type) })));
      case "tuple":
        return types.tuple(type.items.map(bring));
      case "option":
        return types.option(bring(type.item));
      case "set":
        return types.set(bring(type.item));
      case "seq":
        return types.seq(bring(type.item));
      case "map":
        return types.map(type.keys.map(bring), bring(type.value));
    }
  };
  const origin = (inner: string) => (inner === "" ? alias : `${alias}.${inner}`);
  return bring;
}

export function checkUseParameters(context: CheckContext, open: readonly OpenUse[]): void {
  for (const { declaration, signature, parameters } of open) {
    const use = context.uses.get(declaration.alias.text)!;
    for (const [parameter, value] of parameters) {
      const type = signature.declaredTypes.get(parameter) ?? context.types.unknown;
      checkConstant(context, value, use.importType(type), `parameter ${parameter.name.text}`);
    }
  }
}

// ---------------------------------------------------------------------------------------------
// Refinement

export function checkRefines(context: CheckContext, declaration: RefinesDeclaration): void {
  const alias = declaration.use.text;
  const use = context.uses.get(alias);
  if (use === undefined) {
    context.report("unknown-module-alias", declaration.use.span, {
      name: alias,
      ...context.suggest(alias, context.uses.keys()),
    });
    return;
  }
  const useDeclaration = context.globals.get(alias)?.declaration;
  if (useDeclaration !== undefined) context.read.add(useDeclaration);
  const { signature } = use;
  if (signature === undefined || use.checked === undefined) return;
  refuseHiddenState(context, declaration, use.checked.module, signature);
  const variables = new Map<string, VariableDeclaration>();
  for (const [text, global] of signature.globals) {
    if (global.kind === "variable") variables.set(text, global.declaration);
  }
  const seen = new Map<string, Name>();
  for (const mapping of declaration.mappings) {
    const { variable, keys, value } = mapping;
    if (isTwice(context, seen, variable)) continue;
    const abstract = variables.get(variable.text);
    if (abstract === undefined) {
      context.report("refines-unknown", variable.span, {
        name: variable.text,
        module: signature.name,
        ...context.suggest(variable.text, variables.keys()),
      });
      continue;
    }
    let type = use.importType(signature.declaredTypes.get(abstract) ?? context.types.unknown);
    const where = { what: "a refinement", old: false, state: "yes", temporal: false } as const;
    context.within(mapping, where, () => {
      if (keys.length > 0 && type.kind !== "unknown") {
        const wanted = type.kind === "map" ? type.keys : [];
        if (wanted.length !== keys.length) {
          context.report("refines-keys", variable.span, {
            name: variable.text,
            wanted: wanted.map((key) => showType(key)).join(", "),
            found: String(keys.length),
          });
        }
        keys.forEach((key, at) => {
          context.bind(key, wanted[at] ?? context.types.unknown, "bound name");
        });
        type = type.kind === "map" ? type.value : context.types.unknown;
      }
      context.expect(value, type, `for ${alias}.${variable.text}`);
    });
  }
  const missing = [...variables.keys()].filter((text) => !seen.has(text));
  if (missing.length > 0) {
    context.report("refines-missing", declaration.use.span, {
      module: signature.name,
      names: listed(missing),
    });
  }
}

/** A program counter or the state of a module that the abstract module uses cannot be mapped. */
function refuseHiddenState(
  context: CheckContext,
  declaration: RefinesDeclaration,
  module: CheckedModule,
  signature: ModuleSignature,
): void {
  const process = [...signature.globals.values()].find((global) => global.kind === "process");
  const inner = [...module.uses.values()].find(
    (use) => !use.abstract && use.module.syntax.declarations.some((one) => one.kind === "state"),
  );
  if (process === undefined && inner === undefined) return;
  context.report("refines-hidden-state", declaration.use.span, {
    module: signature.name,
    what: process
      ? `a process (${process.kind === "process" ? process.declaration.name.text : ""})`
      : `the state of the module it uses as ${inner!.alias}`,
  });
}
