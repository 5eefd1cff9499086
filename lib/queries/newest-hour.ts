import { z } from 'zod'
import { insights } from './insights'
import { lineRow } from './other-line'
import { isNoRequest, isRequest, type Query, whole } from './query'

const row = z.object({
  lines: whole,
  requests: whole,
  /** Epoch ms, 0 when there is none. */
  newestRequest: whole,
})

/** How many lines there are, and how many of them are requests. */
export const newestHour: Query<z.infer<typeof row>> = {
  name: 'newest-hour',
  title: 'How many lines are requests',
  row,
  text: () => insights`
    stats count(*) as lines, count(status) as requests,
      max(if(${isRequest}, toMillis(@timestamp), 0)) as newestRequest`,
}

export const firstOther: Query<z.infer<typeof lineRow>> = {
  name: 'first-other',
  title: 'The first line that is no request',
  row: lineRow,
  text: () => insights`
    filter ${isNoRequest} | fields @timestamp, @message, inDoubt | sort @timestamp asc | limit 1`,
}
