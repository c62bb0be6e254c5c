/**
 * Well-typed modules, drawn at random: small state spaces in which every construct of the language
 * turns up. They are texts, so that the parser and the checker are tested with the engines.
 *
 * A module is drawn as a tree of text (text-tree.ts) and shrinks by leaving parts of that tree out.
 */
import fc from "fast-check";
import { Choices } from "./choices.ts";
import { writeCondition } from "./generated-conditions.ts";
import {
  drawDef,
  drawEffect,
  drawEnums,
  drawInit,
  drawParameters,
  drawState,
  drawSymmetricTypes,
  drawTypeNames,
} from "./generated-declarations.ts";
import { writeExpression } from "./generated-expressions.ts";
import { GeneratedModule, withComment, type Temper, type Writers } from "./generated-module.ts";
import { writeNumber } from "./generated-numbers.ts";
import {
  drawCheck,
  drawMeasure,
  drawProperties,
  drawScenario,
  drawTerminal,
} from "./generated-properties.ts";
import { drawRefinement } from "./generated-refinement.ts";
import { drawAction, drawProcess, planProcess, stepNames } from "./generated-steps.ts";
import { code, list, namesAreKnown, print, reductions, type Piece } from "./text-tree.ts";

const writers: Writers = {
  expression: writeExpression,
  condition: writeCondition,
  number: writeNumber,
};

/** Some modules are calm; the others may go wrong in one of the ways there are. */
function drawTemper(choices: Choices): Temper {
  const calm: Temper = {
    risk: 0,
    doubt: { invariant: 0, transition: 0, assert: 0 },
    deadlock: false,
    unruly: false,
  };
  return choices.try<Temper>([
    [1, () => calm],
    [2, () => ({ ...calm, risk: 0.1 })],
    [6, () => ({ ...calm, risk: 0.6 })],
    [4, () => ({ ...calm, doubt: { ...calm.doubt, invariant: 1 } })],
    [4, () => ({ ...calm, doubt: { ...calm.doubt, transition: 1 } })],
    [4, () => ({ ...calm, doubt: { ...calm.doubt, assert: 1 } })],
    [5, () => ({ ...calm, deadlock: true })],
    [
      1,
      () => ({
        ...calm,
        risk: 0.05,
        doubt: { invariant: 0.2, transition: 0.2, assert: 0.2 },
        deadlock: true,
      }),
    ],
  ])!;
}

function drawModule(random: fc.Random, unruly: boolean): Piece {
  const choices = new Choices(random);
  const temper = { ...drawTemper(choices), unruly };
  const module = new GeneratedModule(choices, temper, writers, choices.between(30, 130));
  const parameters = drawParameters(module);
  const declarations: Piece[] = [...parameters.declarations];
  declarations.push(...drawSymmetricTypes(module), ...drawEnums(module), ...drawTypeNames(module));
  const state = drawState(module);
  declarations.push(state.declaration);
  const plan = choices.chance(0.35) ? planProcess(module, 200) : undefined;
  for (let count = choices.between(0, 3); count > 0; count--) {
    const def = drawDef(module);
    if (def !== undefined) declarations.push(def);
  }
  for (let count = choices.oneOf([0, 0, 1, 2]); count > 0; count--) {
    declarations.push(drawEffect(module));
  }
  declarations.push(...drawInit(module, state.required));
  const actions = Array.from({ length: choices.between(plan ? 0 : 2, 4) }, () =>
    drawAction(module),
  );
  const processes = plan ? [drawProcess(module, plan)] : [];
  const properties = drawProperties(module);
  const refinement = drawRefinement(module);
  const steps = stepNames(actions, processes);
  declarations.push(
    ...choices.shuffled([...actions, ...processes].map((each) => each.piece)),
    ...properties.declarations,
    ...refinement.declarations,
    ...drawTerminal(module),
    ...drawScenario(module, steps),
    ...drawMeasure(module),
    drawCheck(module, parameters.settings, steps, properties.names),
  );
  const commented = declarations.map((each) => withComment(module, each));
  const uses = list(refinement.uses, "", 0);
  return code`module generated\n\n${uses}${list(commented, "\n", 0)}\n`;
}

/** Draws trees with `drawModule` and shrinks them by leaving parts out. */
class ModuleArbitrary extends fc.Arbitrary<Piece> {
  readonly #unruly: boolean;

  constructor(unruly: boolean) {
    super();
    this.#unruly = unruly;
  }

  override generate(random: fc.Random): fc.Value<Piece> {
    let piece = drawModule(random, this.#unruly);
    // A measure may be of a cost that nothing adds to.
    while (!namesAreKnown(piece)) piece = drawModule(random, this.#unruly);
    return new fc.Value(piece, undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is Piece {
    return false;
  }

  override shrink(piece: Piece): fc.Stream<fc.Value<Piece>> {
    const smaller = fc.stream(reductions(piece));
    return smaller
      .filter((each) => namesAreKnown(each))
      .map((each) => new fc.Value(each, undefined));
  }
}

/** The text of a module named `generated` with one check, `small`; it may use `abstractFiles`. */
export const moduleArbitrary: fc.Arbitrary<string> = new ModuleArbitrary(false).map(print);

/**
 * The same, but loops over symmetric values may depend on the order of their rounds. The checker has to
 * refuse those that do.
 */
export const unrulyArbitrary: fc.Arbitrary<string> = new ModuleArbitrary(true).map(print);
