import { healthyRows } from './healthy-rows'
import { incidentRows } from './incident-rows'
import { again, type Cells, healthyBy, incidentsBy, parts } from './part-rows'
import type { Row } from './row'
import type { Outcome } from './run-scenario'
import { figureCells, markdownTable, plainTable } from './table'

export interface Report {
  plain: string
  markdown: string
  /** Runs without an answer. */
  unanswered: number
  /** Figures that were not reached. */
  missed: readonly Row[]
}

/** What came out, as text for a terminal and as Markdown for the docs. */
export function reportOf(outcomes: readonly Outcome[]): Report {
  const healthy = outcomes.flatMap((one) => (one.kind === 'healthy' ? [one.score] : []))
  const incidents = outcomes.flatMap((one) => (one.kind === 'incident' ? [one.score] : []))
  const silent = outcomes.flatMap((one) => (one.kind === 'no-answer' ? [one] : []))
  const rows = [...healthyRows(healthy), ...incidentRows(incidents)]
  const tables: Cells[] = [
    figureCells(rows),
    ...(healthy.length > 0 ? parts.map((part) => healthyBy(part, healthy)) : []),
    ...(incidents.length > 0 ? parts.map((part) => incidentsBy(part, incidents)) : []),
    ...(silent.length > 0
      ? [
          [
            ['No answer', 'why'],
            ...silent.map(({ scenario, reason }) => [again(scenario), reason.split('\n')[0] ?? '']),
          ],
        ]
      : []),
  ]
  return {
    plain: tables.map(plainTable).join('\n\n'),
    markdown: tables.map(markdownTable).join('\n\n'),
    unanswered: silent.length,
    missed: rows.filter(({ isReached }) => isReached === false),
  }
}
