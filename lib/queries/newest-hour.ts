import * as z from 'zod'
import { fromBase } from './base'
import { clients } from './clients'
import { insights } from './insights'
import { reasonOf } from './other-line'
import { isNoRequest, isRequest, type Query, whole } from './query'
import { sumOf } from './rows-by'

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
  from: fromBase(clients, (parts) => [
    {
      lines: sumOf(parts, ({ lines }) => lines),
      requests: sumOf(parts, ({ requests }) => requests),
      newestRequest: parts.reduce((newest, { lastRequest }) => Math.max(newest, lastRequest), 0),
    },
  ]),
  inPassing: true,
}

const first = z
  .object({ message: z.string().default(''), doubt: z.string().default('') })
  .transform(({ message, doubt }) => ({ message, reason: doubt || reasonOf(message) }))

export const firstOther: Query<z.infer<typeof first>> = {
  name: 'first-other',
  title: 'The first line that is no request',
  row: first,
  text: () => insights`
    filter ${isNoRequest}
    | stats earliest(@message) as message, earliest(coalesce(inDoubt, "")) as doubt`,
}
