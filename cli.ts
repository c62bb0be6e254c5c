/**
 * The command line, which start.ts runs. It only composes: what the commands do is in interpreter/command/ and
 * conformance/command/, loaded when one is run, so that `--help` and a small check start at once.
 */
import { createRequire } from "node:module";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { EXIT, type Io } from "./interpreter/command/io.ts";
import { mutantKinds } from "./interpreter/mutate/kinds.ts";
import { LONGEST_RUN } from "./interpreter/simulation.ts";

const EPILOGUE = `
Examples:
  faultline check                       every module in spec/, or here
  faultline check vm.fl --check small --param PAGES=2
  faultline simulate vm.fl --seed 7     when an instance is too large to explore
  faultline mutate vm.fl                what its checks would not notice
  faultline diff vm.fl old new          the shortest run that only one of them allows
  faultline conform                     implementations against their specifications

Exit codes: 0 all as expected; 1 a property or expectation failed; 2 wrong input;
3 a limit was reached before an answer; 130 interrupted.
More: faultline <command> --help`;

const CHECK_EPILOGUE = `
Paths are modules or folders; without any, spec if there is one, else the current folder.
A counterexample is shown for every verdict that the module does not expect, or --verbose.

Examples:
  faultline check vm.fl --param PAGES=3 --check theBug --verbose
  faultline check vm.fl --checkpoint kept             and, if it is killed, --resume kept
  faultline check vm.fl --measure copiesPerFault      costs, and runs that have them
  faultline check --json > results.json               interpreter/report/results.schema.json`;

const SIMULATE_EPILOGUE = `
Paths as for check. The same seed gives the same runs. Of the ways on from a state, those
to states that were seldom visited are preferred, unless --uniform is given. A violation
is shown as it happened, without the circles but not the shortest; that nothing is found
proves nothing. Memory is needed for one run only.

Examples:
  faultline simulate vm.fl --check full --param PAGES=6 --runs 10000 --seed 1
  faultline simulate vm.fl --check full --time 60`;

const MUTATE_EPILOGUE = `
Paths are modules, folders, or names such as freebsd.cow_fault. Each mutant is a small
change of what a module does; it is killed when a check or scenario is not as expected.
Equivalent: it has the same steps from the same states in every check. Exploded: it has
over 4 times the states. A survivor is explained in a file beside the module
(vm.mutants; spec/README.md shows how). When a module has changed since its journal was
written, all mutants are run again, beginning with what killed them then.
Exit code 1 if a mutant survives, 3 if one is left without an answer.

Examples:
  faultline mutate spec/memory
  faultline mutate vm.fl --only guard --check small
  faultline mutate vm.fl --journal vm.journal     and after Ctrl-C the same again
  faultline mutate vm.fl --json > mutants.json    interpreter/report/mutation.schema.json`;

const DIFF_EPILOGUE = `
A and B are checks of the module, whose parameters and limits are taken, or parameters:
NAME=VALUE,NAME=VALUE; others are those of --check, of --param, or the module's. Both
must have the same variables. The run shown is allowed by one up to its last step, which
the other cannot take, and no shorter run is; what the other does instead is said.
Exit code 0 if there is no difference, 1 if there is one.

Examples:
  faultline diff vm.fl theBug theFix
  faultline diff vm.fl design=early design=late --param THREADS=2
  faultline diff freebsd.cow_fault design=markEarly design=deferValid --check progress
  faultline diff vm.fl theBug theFix --json      interpreter/report/difference.schema.json`;

const DECIDE_EPILOGUE = `
Paths are decision records or folders of them; without any, spec/decisions. A record is a
Markdown file whose claims each name a check, a scenario or two instances of a module and
what comes of it; tables and runs between markers are generated from the answers
(spec/decisions/README.md shows how to write one).
Exit code 1 if a claim is false or what is generated is not up to date.

Examples:
  faultline decide                         are all records still true?
  faultline decide --write                 and fill in what is generated
  faultline decide spec/decisions/0101-cow-page-valid-at-commit.md --long
  faultline decide --json > decisions.json        interpreter/decide/decisions.schema.json`;

const FMT_EPILOGUE = `
Paths are modules, folders, or - for standard input; without any, as for check.
Only files that change are written. A file with syntax errors is reported and not touched.

Examples:
  faultline fmt spec/freebsd
  faultline fmt --check            list what would change; exit code 1 if there is any
  faultline fmt - < vm.fl          standard input to standard output`;

const CONFORM_EPILOGUE = `
Suites: freebsd, tutorial; without any, all. An instance is closed when the
implementation and the specification do the same from every state that they reach
together: every step that is permitted is done in every permitted way, and every
other one is refused.

Examples:
  faultline conform freebsd --instance race
  faultline conform --json > report.json     conformance/command/conformance.schema.json`;

const TOUR_EPILOGUE = `
Checks the specifications that come with faultline, then shows what a counterexample looks
like on a bug that FreeBSD's copy-on-write fault handler once had, then holds an
implementation to its specification.`;

/** The program, with `finish` told the exit code of the command that ran. */
function createProgram(io: Io, finish: (code: number) => void): Command {
  const program = new Command("faultline")
    .description(
      "Checks specifications (.fl files) of concurrent code: explores every interleaving of a\n" +
        "small instance and shows the shortest run that breaks a property.",
    )
    .usage("<command> [options]")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .addHelpText("after", EPILOGUE)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => 90,
      getErrHelpWidth: () => 90,
    })
    .exitOverride();

  command(program, "check", "run the checks and scenarios of modules", CHECK_EPILOGUE)
    .argument("[paths...]")
    .addOption(checkName())
    .addOption(parameter())
    .addOption(
      new Option("--engine <name>", "engine")
        .choices(["compiled", "reference"])
        .default("compiled"),
    )
    .option("--max-states <n>", "give up beyond this many states per check", wholeNumber)
    .option("--memory <MB>", "give up beyond this (default: most of what there is)", wholeNumber)
    .option("--time <s>", "give up on a check after so many seconds", wholeNumber)
    .option("--workers <n>", "threads of a large search (default: all processors)", positive)
    .addOption(
      new Option("--checkpoint <folder>", "keep there what long searches found").conflicts(
        "resume",
      ),
    )
    .option("--resume <folder>", "go on from the checkpoints there, and keep on writing them")
    .option("--checkpoint-every <s>", "seconds between two checkpoints (default: 30)", seconds)
    .addOption(
      new Option(
        "--compact",
        "keep hashes of states: less memory, and a chance of omissions",
      ).conflicts(["checkpoint", "resume", "measure"]),
    )
    .option("--measure <name>", "take it in every check and show its runs (repeatable)", collect)
    .option("--json", "print one JSON document and nothing else")
    .option("--strict", "what was never exercised counts as a failure")
    .option("-v, --verbose", "counterexamples, witnesses and action counts of every check")
    .action(async (paths: string[], options) => {
      const { check } = await import("./interpreter/command/check.ts");
      finish(await check({ paths, ...options }, io));
    });

  command(
    program,
    "simulate",
    "random walks, for instances too large to explore",
    SIMULATE_EPILOGUE,
  )
    .argument("[paths...]")
    .addOption(checkName())
    .addOption(parameter())
    .option("--seed <n>", "which runs to take", wholeNumber, 1)
    .option("--runs <n>", "how many (default: 1000, or what --time allows)", wholeNumber)
    .option("--steps <n>", "length of a run, at most a million", runLength, 100)
    .option("--time <s>", "end the runs of a check after so many seconds", wholeNumber)
    .option("--uniform", "all ways on from a state have the same chance")
    .action(async (paths: string[], options) => {
      const { simulate } = await import("./interpreter/command/simulate.ts");
      finish(await simulate({ paths, ...options }, io));
    });

  command(program, "mutate", "mistakes that the checks would not notice", MUTATE_EPILOGUE)
    .argument("[paths...]")
    .addOption(checkName())
    .addOption(
      new Option(
        "--only <kind>",
        `only this kind (repeatable): ${mutantKinds.join(", ")}`,
      ).argParser(mutantKind),
    )
    .option(
      "--within <name>",
      "only in this declaration (repeatable): fork, fault, fault.cow",
      collect,
    )
    .option("--max-states <n>", "give up beyond this many states per check", wholeNumber)
    .option("--quick", "a wrong number of states is enough to kill a mutant")
    .option("--workers <n>", "processes; default: one for each processor", positive)
    .option("--journal <file>", "keep answers there, and take over those that it has")
    .option("--json", "print one JSON document and nothing else")
    .option("-v, --verbose", "show also who killed each mutant")
    .action(async (paths: string[], options) => {
      const { mutate } = await import("./interpreter/command/mutate.ts");
      finish(await mutate({ paths, ...options }, io));
    });

  command(program, "diff", "the shortest run that one of two instances allows", DIFF_EPILOGUE)
    .argument("<module>")
    .argument("<a>")
    .argument("<b>")
    .option("--check <name>", "begin with the parameters and limits of this check")
    .addOption(parameter())
    .option("--max-states <n>", "give up beyond this many states", wholeNumber)
    .option("--json", "print one JSON document and nothing else")
    .action(async (module: string, left: string, right: string, options) => {
      const { diff } = await import("./interpreter/command/diff.ts");
      finish(await diff({ module, left, right, ...options }, io));
    });

  command(program, "decide", "run what decision records claim", DECIDE_EPILOGUE)
    .argument("[paths...]")
    .option("--system <name>", "only records of this system (repeatable)", collect)
    .option("--write", "fill in the generated tables and runs")
    .option("--long", "run also the claims marked as long")
    .option("--workers <n>", "threads of a large search (default: all processors)", positive)
    .option("--json", "print one JSON document and nothing else")
    .action(async (paths: string[], options) => {
      const { decide } = await import("./interpreter/command/decide.ts");
      finish(await decide({ paths, ...options }, io));
    });

  command(program, "fmt", "format modules in place", FMT_EPILOGUE)
    .argument("[paths...]")
    .option("--check", "write nothing; list the files that would change")
    .action(async (paths: string[], options) => {
      const { fmt } = await import("./interpreter/command/fmt.ts");
      finish(await fmt({ paths, ...options }, io));
    });

  command(program, "conform", "hold implementations to their specifications", CONFORM_EPILOGUE)
    .argument("[suites...]")
    .option("--instance <text>", "only instances with this in their name (repeatable)", collect)
    .option("--max-seconds <n>", "give up on an instance beyond this", wholeNumber)
    .option("--json", "print one JSON document and nothing else")
    .action(async (suites: string[], options) => {
      const { conform } = await import("./conformance/command/conform.ts");
      finish(await conform({ suites, ...options }, io));
    });

  command(program, "tour", "a first look: check everything, show a real bug", TOUR_EPILOGUE).action(
    async () => {
      const { tour } = await import("./interpreter/command/tour.ts");
      const { conform } = await import("./conformance/command/conform.ts");
      finish(await tour(io, () => conform({ suites: ["freebsd"], instance: ["race"] }, io)));
    },
  );

  return program;
}

function command(program: Command, name: string, summary: string, epilogue: string): Command {
  const made = program.command(name).summary(summary);
  return made.description(`${capitalised(summary)}.`).addHelpText("after", epilogue);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function checkName(): Option {
  return new Option("--check <name>", "only this check or scenario (repeatable)").argParser(
    collect,
  );
}

function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

function mutantKind(text: string, before: string[] | undefined): string[] {
  if ((mutantKinds as readonly string[]).includes(text)) return collect(text, before);
  throw new InvalidArgumentError(`It is one of ${mutantKinds.join(", ")}.`);
}

function parameter(): Option {
  return new Option("--param <name=value>", "fix a parameter (repeatable)")
    .default(new Map<string, string>(), "none")
    .argParser((text: string, before: ReadonlyMap<string, string>) => {
      const equals = text.indexOf("=");
      if (equals < 1) throw new InvalidArgumentError("Write NAME=VALUE.");
      return new Map(before).set(text.slice(0, equals).trim(), text.slice(equals + 1).trim());
    });
}

function wholeNumber(text: string): number {
  const value = Number(text.replaceAll(/[_,]/g, ""));
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError("Write a whole number.");
  }
  return value;
}

function runLength(text: string): number {
  const value = wholeNumber(text);
  if (value > LONGEST_RUN) throw new InvalidArgumentError("Write at most 1,000,000.");
  return value;
}

function positive(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("It is at least 1.");
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < Infinity)) {
    throw new InvalidArgumentError("Write a number of seconds.");
  }
  return value;
}

/** `package.json` is beside this file in the sources and one folder up in dist/. */
function packageVersion(): string {
  const require = createRequire(import.meta.url);
  for (const path of ["./package.json", "../package.json"]) {
    try {
      const found = require(path) as { name?: string; version?: string };
      if (found.name === "faultline" && found.version !== undefined) return found.version;
    } catch {
      // Not here: the other place.
    }
  }
  return "unknown";
}

/** Runs one command line (without node and script) and returns the exit code. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.asExpected;
  const program = createProgram(io, (result) => (code = result));
  try {
    if (args.length === 0) {
      program.outputHelp({ error: true });
      return EXIT.wrongInput;
    }
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : EXIT.wrongInput;
    io.stderr.write(bugReport(thrown, io.environment));
    return EXIT.bug;
  }
}

function bugReport(thrown: unknown, environment: Io["environment"]): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const line = `faultline: internal error: ${message.split("\n")[0]}\n`;
  const request =
    "This is a bug in faultline, not in your module; please report it with the module and the\n" +
    "command. FAULTLINE_DEBUG=1 shows where it happened.\n";
  const stack = environment.FAULTLINE_DEBUG && thrown instanceof Error ? `${thrown.stack}\n` : "";
  return line + request + stack;
}

/** The process around `main`: signals, broken pipes and what nobody caught. */
export async function run(): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted) process.exit(EXIT.interrupted);
      interruption.abort();
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // The reader has gone, as in `| head`: end like a program that SIGPIPE stops.
      if (error.code === "EPIPE") process.exit(128 + 13);
      if (stream === process.stdout) {
        process.stderr.write(`faultline: cannot write the output: ${error.message}\n`);
      }
      process.exit(EXIT.wrongInput);
    });
  }
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (thrown: unknown) => {
      process.stderr.write(bugReport(thrown, process.env));
      process.exit(EXIT.bug);
    });
  }
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    environment: process.env,
    signal: interruption.signal,
  });
}
