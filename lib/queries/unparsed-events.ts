import * as z from 'zod'
import { type Base, fromBase } from './base'
import { insights } from './insights'
import { lineRow } from './other-line'
import { isNoRequest, type Query, whole } from './query'

export type UnparsedEvent = z.infer<typeof lineRow>

/** A log with more of them is no log of requests. */
const maxLines = 1_000
const maxRows = 50

const lines: Base<UnparsedEvent & { part: number }> = {
  name: 'unparsed-events',
  row: z.looseObject({ part: whole }).transform(({ part, ...line }, context) => {
    const read = lineRow.safeParse(line)
    if (read.success) return { part, ...read.data }
    context.addIssue({ code: 'custom', message: 'no line of a log' })
    return z.NEVER
  }),
  maxRows: maxLines,
  text: (_, part) => insights`
    filter ${isNoRequest} | fields ${part} as part, @timestamp, @message, inDoubt
    | sort @timestamp desc | limit ${maxLines}`,
}

export const unparsedEvents: Query<UnparsedEvent> = {
  name: 'unparsed-events',
  title: 'The newest lines that were not understood',
  row: lineRow,
  text: () => insights`
    filter ${isNoRequest} | fields @timestamp, @message, inDoubt | sort @timestamp desc | limit ${maxRows}`,
  from: fromBase(lines, (parts) => ({
    rows: parts
      .map(({ part: _, ...line }) => line)
      .sort((a, b) => b['@timestamp'] - a['@timestamp'])
      .slice(0, maxRows),
    recordsMatched: parts.length,
  })),
}
