/** A table of verdicts: a mark, a name, what came out, and figures at the right. */
import Table from "cli-table3";
import type { Style } from "./text.ts";

export interface FigureRow<Of> {
  readonly of: Of;
  /** `--` was left out. */
  readonly mark: "ok" | "??" | "FAIL" | "--";
  readonly name: string;
  readonly verdict: string;
  /** Below the verdict; "" for none. */
  readonly remark: string;
  /** There are no figures. */
  readonly empty?: boolean;
}

export interface FigureColumn<Of> {
  readonly head: string;
  readonly text: (of: Of) => string;
}

/** Width of the first column: `  FAIL`. */
const MARK = 6;

export const BORDERLESS = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((side) =>
    [side, `${side}-mid`, `${side}-left`, `${side}-right`, `mid-mid`].map((part) => [part, ""]),
  ),
);

/** Long names and verdicts are broken so that the table is no wider than `style.width`. */
export function figureTable<Of>(
  title: string,
  rows: readonly FigureRow<Of>[],
  columns: readonly FigureColumn<Of>[],
  style: Style,
): string {
  const { bold, dim, green, red, yellow } = style.colours;
  const paint = { ok: green, "??": yellow, FAIL: red, "--": dim };
  const figures = rows.map(({ of, empty }) =>
    columns.map(({ text }) => (empty === true ? "-" : text(of))),
  );
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length)) + 1;
  const widths = columns.map(({ head }, i) => widest([head, ...figures.map((row) => row[i]!)]));
  const room = style.width - MARK - widths.reduce((sum, width) => sum + width + 1, 0) - 2;
  const longestName = widest(rows.map((row) => row.name));
  const longestVerdict = widest(rows.map((row) => row.verdict));
  const name = Math.min(longestName, Math.max(room - longestVerdict, Math.ceil(room / 3)));
  const table = new Table({
    chars: { ...BORDERLESS, middle: " " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    colWidths: [MARK, name, Math.min(room - name, longestVerdict + 12), ...widths],
    colAligns: ["left", "left", "left", ...columns.map(() => "right" as const)],
    wordWrap: true,
  });
  table.push(["", "", "", ...columns.map(({ head }) => dim(head))]);
  for (const [i, { mark, name: text, verdict, remark }] of rows.entries()) {
    const outcome = mark === "ok" ? verdict : bold(verdict);
    const said = remark === "" ? outcome : `${outcome}\n${remark}`;
    table.push([`  ${paint[mark](mark)}`, text, said, ...figures[i]!]);
  }
  const lines = table.toString().split("\n");
  return [bold(title), ...lines.map((line) => line.trimEnd())].join("\n");
}
