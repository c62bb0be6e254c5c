/** Workflow commands of GitHub Actions: what went wrong, attached to its line of the pull request. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { Location } from "../../grammar/source.ts";
import type { JobResult } from "../run/run-job.ts";
import { expectationText, jobText, verdictText } from "./verdict-table.ts";

export function annotations(
  results: readonly JobResult[],
  diagnostics: readonly Diagnostic[],
): string[] {
  const ofDiagnostics = diagnostics.map(({ severity, at, code, message }) =>
    annotation(severity, at, code, message),
  );
  const ofResults = results
    .filter((result) => !result.ok && result.verdict !== "invalid")
    .map((result) => {
      const title = `${result.job.module.name}: ${jobText(result.job)}`;
      const message = `${verdictText(result)}; ${expectationText(result)}`;
      return annotation("error", result.job.at, title, message);
    });
  return [...ofDiagnostics, ...ofResults];
}

function annotation(level: string, at: Location, title: string, message: string): string {
  const { line, column } = at.source.position(at.start);
  const properties = { file: at.source.path, line, col: column, title };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${level} ${list.join(",")}::${data(message)}`;
}

/** The escapes of the runner's own toolkit: `%`, line breaks, and in properties `:` and `,`. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
