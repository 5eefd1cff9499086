import type { Cells } from './part-rows'
import type { Row } from './row'

/** Columns of a width, for a terminal. */
export function plainTable(cells: Cells): string {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  )
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function markdownTable([heads = [], ...rows]: Cells): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

export const figureCells = (rows: readonly Row[]): Cells => [
  ['Figure', 'measured', '95 % interval', 'wanted', '', 'of'],
  ...rows.map(({ what, measured, interval, wanted, isReached, of }) => [
    what,
    measured ?? 'nothing to measure',
    interval,
    wanted,
    isReached === null ? '' : isReached ? 'reached' : 'missed',
    String(of),
  ]),
]
