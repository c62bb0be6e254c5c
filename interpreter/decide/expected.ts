/**
 * What a claim expects: of a check what `expect` says in the language, of a scenario whether it is reachable, of a
 * comparison which of the two permits a run that the other does not.
 */
import type { Expectation, MeasureExpectation } from "../run/plan.ts";
import { clipped } from "./problem.ts";

export type Expected =
  | {
      readonly kind: "check";
      readonly expectation: Expectation;
      /** The name is the message of an assert, which was written in quotes. */
      readonly isMessage: boolean;
    }
  | {
      readonly kind: "scenario";
      readonly reach: "reachable" | "unreachable";
      readonly steps?: number;
    }
  | {
      readonly kind: "compare";
      /** The one with a run that the other does not permit. */
      readonly permits: "left" | "right" | "none";
      readonly steps?: number;
    };

const FORMS = {
  check:
    "write `holds`, `violates NAME in 3 steps`, `deadlocks`, `fails`, `states 8`, `transitions 20`, " +
    "`MEASURE in 0..2` or `MEASURE unbounded`, with commas between them",
  scenario: "write `reachable`, `reachable in 3 steps` or `unreachable`",
  compare: "write `same`, `first permits more in 3 steps` or `second permits more`",
};

type Complain = (message: string, help?: string) => unknown;

export function parseExpectation(
  text: string,
  kind: Expected["kind"],
  complain: Complain,
): Expected | undefined {
  switch (kind) {
    case "check":
      return ofCheck(text, complain);
    case "scenario": {
      const [, reach, steps] = /^(reachable|unreachable)(?: in (\S+) steps?)?$/.exec(text) ?? [];
      if ((reach === "unreachable" && steps !== undefined) || reach === undefined) break;
      const length = optionalNumber(steps, complain);
      if (length === null) return undefined;
      return { kind, reach: reach as "reachable", ...length };
    }
    case "compare": {
      if (text === "same") return { kind, permits: "none" };
      const [, side, steps] = /^(first|second) permits more(?: in (\S+) steps?)?$/.exec(text) ?? [];
      if (side === undefined) break;
      const length = optionalNumber(steps, complain);
      if (length === null) return undefined;
      return { kind, permits: side === "first" ? "left" : "right", ...length };
    }
  }
  complain(`\`${clipped(text)}\` is nothing to expect of a ${NOUNS[kind]}`, FORMS[kind]);
  return undefined;
}

const NOUNS = { check: "check", scenario: "scenario", compare: "comparison" };

/** `null` if it is no number, which has been said. */
function optionalNumber(
  text: string | undefined,
  complain: Complain,
): { readonly steps?: number } | null {
  if (text === undefined) return {};
  const steps = wholeNumber(text, complain);
  return steps === undefined ? null : { steps };
}

function ofCheck(text: string, complain: Complain): Expected | undefined {
  let verdict: Pick<Expectation, "verdict" | "name" | "steps"> | undefined;
  let counts: Pick<Expectation, "states" | "transitions"> = {};
  const measures: MeasureExpectation[] = [];
  let isMessage = false;
  for (const item of itemsOf(text)) {
    const [, word, name, quoted, steps] = VERDICT.exec(item) ?? [];
    const [, what, figure] = /^(states|transitions) (\S+)$/.exec(item) ?? [];
    const [, measure, low, high] = /^(\w+) (?:in (\S+)\.\.(\S+)|unbounded)$/.exec(item) ?? [];
    const property = name ?? quoted;
    if (word !== undefined && (word === "violates") === (property !== undefined)) {
      if (verdict !== undefined) return refuse("a check has one verdict, and here are two");
      const length = optionalNumber(steps, complain);
      if (length === null) return undefined;
      if (word === "holds" && steps !== undefined) return refuse("what holds has no steps");
      isMessage = quoted !== undefined;
      verdict = {
        verdict: word as Expectation["verdict"],
        ...(property !== undefined && { name: property }),
        ...length,
      };
    } else if (what !== undefined) {
      if (counts[what as "states"] !== undefined) return refuse(`\`${what}\` is here twice`);
      const number = wholeNumber(figure!, complain);
      if (number === undefined) return undefined;
      counts = { ...counts, [what]: number };
    } else if (measure !== undefined) {
      if (measures.some((each) => each.name === measure)) return refuse(`${measure} is here twice`);
      if (low === undefined) {
        measures.push({ name: measure });
        continue;
      }
      const bounds = { low: wholeNumber(low, complain), high: wholeNumber(high!, complain) };
      if (bounds.low === undefined || bounds.high === undefined) return undefined;
      if (bounds.low > bounds.high) return refuse(`${low} is more than ${high}`);
      measures.push({ name: measure, bounds: { low: bounds.low, high: bounds.high } });
    } else {
      return refuse(`\`${clipped(item)}\` is nothing to expect of a check`, FORMS.check);
    }
  }
  if (measures.length > 0 && verdict !== undefined && verdict.verdict !== "holds") {
    return refuse("a measure is taken only where everything holds");
  }
  return {
    kind: "check",
    expectation: { verdict: "holds", ...verdict, ...counts, measures },
    isMessage,
  };

  function refuse(message: string, help?: string): undefined {
    complain(message, help);
  }
}

/** A verdict, the name of a property or the message of an assert in quotes, and a length. */
const VERDICT =
  /^(holds|violates|deadlocks|fails)(?: (?!in \S+ steps?$)([\w.]+)| "([^"]*)")?(?: in (\S+) steps?)?$/;

/** The parts between commas that are not in quotes or inside a number. */
function itemsOf(text: string): string[] {
  return [...text.matchAll(/(?:"[^"]*"?|,(?=\S)|[^",])+/g)].map(([item]) => item.trim());
}

/** `8149` or `8,149`; `undefined` if it is none, which has been said. */
function wholeNumber(text: string, complain: Complain): number | undefined {
  const number = /^\d{1,3}(,\d{3})+$|^\d+$/.test(text) ? Number(text.replaceAll(",", "")) : NaN;
  if (number <= Number.MAX_SAFE_INTEGER) return number;
  if (Number.isNaN(number)) complain(`\`${clipped(text)}\` is no whole number`);
  else complain(`${clipped(text)} is more than there can be`);
  return undefined;
}
