import type { z } from 'zod'
import { insights } from './insights'
import { lineRow } from './other-line'
import { isNoRequest, type Query } from './query'

export type UnparsedEvent = z.infer<typeof lineRow>

export const unparsedEvents: Query<UnparsedEvent> = {
  name: 'unparsed-events',
  title: 'The newest lines that were not understood',
  row: lineRow,
  text: () => insights`
    filter ${isNoRequest} | fields @timestamp, @message, inDoubt | sort @timestamp desc | limit 50`,
}
