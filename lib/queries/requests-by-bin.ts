import * as z from 'zod'
import { binOf, fromBase } from './base'
import { insights } from './insights'
import { bin, isRequest, type Query, text, time, where, whole } from './query'
import { rowsBy, sumOf } from './rows-by'
import { urls } from './urls'

const row = z.object({ bin: time, status: text, requests: whole })
export type RequestsByBin = z.infer<typeof row>

export const requestsByBin: Query<RequestsByBin> = {
  name: 'requests-by-bin',
  title: 'Requests over time, by status',
  row,
  text: (context) => insights`
    ${where(context, isRequest)} stats count(*) as requests by ${bin(context)} as bin, status | sort bin asc`,
  from: fromBase(urls, (parts, context) =>
    rowsBy(parts, (part) => [binOf(part, context), part.status]).map((same) => ({
      bin: binOf(same[0], context),
      status: same[0].status,
      requests: sumOf(same, ({ requests }) => requests),
    })),
  ),
}
