/** A child process of `faultline mutate`: runs the mutants that it is sent. */
import { MutationRun } from "../mutate/mutation-run.ts";
import { answer, type Request, type WorkerArguments } from "../mutate/workers.ts";
import { engine } from "./check.ts";

// An interruption is for the parent, which stops its children.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());

const { path, ...options } = JSON.parse(process.argv[2] ?? "{}") as WorkerArguments;
const run = engine("compiled").then((search) => MutationRun.open(path, { ...options, ...search }));

let busy: Promise<unknown> = run;
process.on("message", (request: Request) => {
  busy = busy.then(async () => {
    const opened = await run;
    if (opened === undefined) process.exit(1);
    const response = await answer(opened, request);
    if (response !== null) process.send?.(response);
  });
});
