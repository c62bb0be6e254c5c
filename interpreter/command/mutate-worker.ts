/** A child process of `faultline mutate`: runs the mutants that it is sent. */
import { withTexts } from "../mutate/held-texts.ts";
import { MutationRun } from "../mutate/mutation-run.ts";
import { answer, type Request, type WorkerArguments } from "../mutate/workers.ts";
import { engine } from "./check.ts";

// An interruption is for the parent, which stops its children.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());

let run: Promise<MutationRun | undefined> | undefined;
let busy: Promise<unknown> = Promise.resolve();
process.on("message", (message: WorkerArguments | Request) => {
  if ("path" in message) {
    run = open(message);
    return;
  }
  busy = busy.then(async () => {
    const opened = await run;
    if (opened === undefined) process.exit(1);
    const response = await answer(opened, message);
    if (response !== null) process.send?.(response);
  });
});

async function open({
  path,
  texts,
  ...options
}: WorkerArguments): Promise<MutationRun | undefined> {
  const files = withTexts(texts);
  return MutationRun.open(path, { ...options, files, ...(await engine("compiled")) });
}
