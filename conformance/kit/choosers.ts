/**
 * Who answers when an implementation asks what to choose: a script that is varied until all answers have
 * been given, or a policy whose answers are noted.
 */
import type { Chooser } from "./subject.ts";

/** A question that was asked, and its answer. */
export interface Asked {
  readonly what: string;
  readonly count: number;
  readonly answer: number;
}

/** A chooser that notes what it was asked since it was started. */
export interface Noting extends Chooser {
  readonly asked: readonly Asked[];
  start(): void;
}

/** The implementation asked for a choice that cannot be made, or the policy made one that is not there. */
export class ChoiceError extends Error {
  override readonly name = "ChoiceError";
}

/**
 * Walks the tree of all answers, depth first: each run of the implementation is one way down. Answers
 * past the end of the script are 0.
 */
export class ScriptedChooser implements Chooser {
  /** What was asked on this way down. */
  readonly asked: Asked[] = [];
  #script: readonly Asked[] = [];

  choose(what: string, count: number): number {
    checkCount(what, count);
    const planned = this.#script[this.asked.length];
    if (planned && (planned.what !== what || planned.count !== count)) {
      throw new ChoiceError(
        `asked for ${what} of ${count} where it asked for ${planned.what} of ${planned.count} before`,
      );
    }
    const answer = planned?.answer ?? 0;
    this.asked.push({ what, count, answer });
    return answer;
  }

  /** Begins anew: `script` is followed as far as it goes. */
  start(script: readonly Asked[] = []): void {
    if (this.asked.length > 0) this.asked.length = 0;
    this.#script = script;
  }

  /** Begins the next way down; false if there is none. */
  next(): boolean {
    let last = this.asked.length - 1;
    while (last >= 0 && this.asked[last]!.answer + 1 >= this.asked[last]!.count) last--;
    if (last < 0) return false;
    const { what, count, answer } = this.asked[last]!;
    this.start([...this.asked.slice(0, last), { what, count, answer: answer + 1 }]);
    return true;
  }
}

/**
 * Answers as was answered once, as far as that is possible: where there are fewer answers now, or more
 * questions, with 0.
 */
export class PlannedChooser implements Chooser {
  readonly asked: Asked[] = [];
  readonly #plan: readonly Asked[];

  constructor(plan: readonly Asked[]) {
    this.#plan = plan;
  }

  choose(what: string, count: number): number {
    checkCount(what, count);
    const planned = this.#plan[this.asked.length]?.answer ?? 0;
    const answer = planned < count ? planned : 0;
    this.asked.push({ what, count, answer });
    return answer;
  }

  start(): void {
    if (this.asked.length > 0) this.asked.length = 0;
  }
}

/** A policy, the answers of which are noted. */
export class NotingChooser implements Chooser {
  readonly asked: Asked[] = [];
  readonly #policy: Chooser;

  constructor(policy: Chooser) {
    this.#policy = policy;
  }

  choose(what: string, count: number): number {
    checkCount(what, count);
    const answer = this.#policy.choose(what, count);
    if (!Number.isInteger(answer) || answer < 0 || answer >= count) {
      throw new ChoiceError(`the policy chose ${answer} where ${what} is 0 to ${count - 1}`);
    }
    this.asked.push({ what, count, answer });
    return answer;
  }

  start(): void {
    if (this.asked.length > 0) this.asked.length = 0;
  }
}

/** Answers are drawn from a number: from 0 they are all 0. */
export class DrawingChooser implements Chooser {
  #drawn = 0;
  #asked = 0;

  draw(number: number): void {
    this.#drawn = number;
    this.#asked = 0;
  }

  choose(_what: string, count: number): number {
    if (this.#drawn === 0) return 0;
    const mixed = Math.imul(this.#drawn + 0x9e3779b9 * ++this.#asked, 0x85ebca6b);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % count;
  }
}

/** Always the first. */
export const firstChoice: Chooser = { choose: () => 0 };

function checkCount(what: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new ChoiceError(`asked for ${what} among ${count}`);
}
