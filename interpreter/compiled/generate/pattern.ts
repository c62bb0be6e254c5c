/** Patterns: the condition of a match, and the slots that it binds. */
import type { Pattern } from "../../model.ts";
import type { Routine } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { all, not } from "../code/conditions.ts";
import { TRUE } from "../code/scalar.ts";
import { equalTerms } from "../code/term-compare.ts";
import { keepTerm } from "../code/term-variables.ts";
import type { Term } from "../code/term.ts";
import { constantTerm, isVariant, itemOf, payloadOf, presentOf } from "../code/term.ts";

/**
 * Whether the value matches. Slots are bound at once: the language lets a name be used only where the
 * test is known to be true, so it does not matter what they hold elsewhere.
 */
export function matchPattern(pattern: Pattern, subject: Term, r: Routine): Scalar {
  const { w } = r;
  switch (pattern.kind) {
    case "any":
      return TRUE;
    case "bind":
      r.slots[pattern.slot] = keepTerm(subject, w);
      return TRUE;
    case "none":
      return subject.type.kind === "option" ? not(presentOf(subject, w)) : not(TRUE);
    case "some": {
      if (subject.type.kind !== "option") return matchPattern(pattern.item, subject, r);
      const present = presentOf(subject, w);
      return all([present, matchPattern(pattern.item, itemOf(subject, w), r)]);
    }
    case "literal":
      return equalTerms(subject, constantTerm(pattern.value, subject.type), w);
    case "variant": {
      const is = isVariant(subject, pattern.tag, w);
      if (pattern.payload.length === 0) return is;
      const payload = payloadOf(subject, pattern.tag, w);
      return all([is, ...pattern.payload.map((each, i) => matchPattern(each, payload[i]!, r))]);
    }
  }
}
