import * as z from 'zod'
import { binOf, fromBase } from './base'
import { insights } from './insights'
import { bin, failedAsViewed, type Query, text, time, where, whole } from './query'
import { rowsBy, sumOf } from './rows-by'
import { failures, urls } from './urls'

const row = z.object({ method: text, request: text, status: text, bin: time, failures: whole })
export type FailuresByBin = z.infer<typeof row>

const maxRows = 1_000

export const failuresByBin: Query<FailuresByBin> = {
  name: 'failures-by-bin',
  title: 'Failed requests over time, by URL and status',
  row,
  text: (context) => insights`
    ${where(context, failedAsViewed(context))} stats count(*) as failures by method, request, status, ${bin(context)} as bin
    | sort failures desc | limit ${maxRows}`,
  from: fromBase(urls, (parts, context) =>
    rowsBy(failures(parts, context), (part) => [
      part.method,
      part.request,
      part.status,
      binOf(part, context),
    ])
      .map(([first, ...more]) => ({
        method: first.method,
        request: first.request,
        status: first.status,
        bin: binOf(first, context),
        failures: sumOf([first, ...more], ({ requests }) => requests),
      }))
      .sort((a, b) => b.failures - a.failures)
      .slice(0, maxRows),
  ),
}
