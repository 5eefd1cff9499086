import * as z from 'zod'
import { binOf, fromBase } from './base'
import { insights } from './insights'
import { oneUrl } from './one-url'
import { bin, type Query, text, time, whole } from './query'
import { rowsBy, sumOf } from './rows-by'
import { ofUrl } from './url'

const row = z.object({ bin: time, method: text, status: text, requests: whole })
export type UrlByBin = z.infer<typeof row>

export const urlByBin: Query<UrlByBin> = {
  name: 'url-by-bin',
  title: 'One URL over time, by method and status',
  needs: ['request'],
  row,
  text: (context) => insights`
    ${ofUrl(context, 'all')} stats count(*) as requests by ${bin(context)} as bin, method, status | sort bin asc`,
  from: fromBase(oneUrl, (parts, context) =>
    rowsBy(parts, (part) => [binOf(part, context), part.method, part.status]).map((same) => ({
      bin: binOf(same[0], context),
      method: same[0].method,
      status: same[0].status,
      requests: sumOf(same, ({ requests }) => requests),
    })),
  ),
}
