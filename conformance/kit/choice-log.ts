/** Which answers were possible where an implementation chooses, and which of them its policy gave. */
import type { Asked } from "./choosers.ts";
import type { Report } from "./report.ts";

interface Question {
  readonly what: string;
  count: number;
  readonly given: Set<number>;
}

export class ChoiceLog {
  readonly #questions = new Map<string, Question>();

  /** A way that the implementation was told to go. */
  offered(step: string, asked: readonly Asked[]): void {
    for (const { what, count } of asked) {
      const question = this.#question(step, what);
      question.count = Math.max(question.count, count);
    }
  }

  /** A way that it went by itself. */
  chosen(step: string, asked: readonly Asked[]): void {
    for (const { what, answer } of asked) this.#question(step, what).given.add(answer);
  }

  /** The answers that were never given, by step and question. */
  neverChosen(): Report["neverChosen"] {
    return [...this.#questions.values()].flatMap(({ what, count, given }) => {
      const answers = Array.from({ length: count }, (_, i) => i).filter((i) => !given.has(i));
      return answers.length === 0 ? [] : [{ what, count, answers }];
    });
  }

  #question(step: string, name: string): Question {
    const what = `${step}: ${name}`;
    let question = this.#questions.get(what);
    if (question === undefined) {
      this.#questions.set(what, (question = { what, count: 0, given: new Set() }));
    }
    return question;
  }
}
