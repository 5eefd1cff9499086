import { z } from 'zod'
import { insights } from './insights'
import { type Query, time } from './query'

const row = z.object({ '@timestamp': time, '@message': z.string() })
export type UnparsedEvent = z.infer<typeof row>

export const unparsedEvents: Query<UnparsedEvent> = {
  name: 'unparsed-events',
  title: 'The newest lines in no known format',
  row,
  text: () => insights`
    filter !ispresent(status) | fields @timestamp, @message | sort @timestamp desc | limit 50`,
}
