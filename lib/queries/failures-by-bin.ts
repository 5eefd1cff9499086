import { z } from 'zod'
import { insights } from './insights'
import { bin, failedAsViewed, type Query, text, time, where, whole } from './query'

const row = z.object({ method: text, request: text, status: text, bin: time, failures: whole })
export type FailuresByBin = z.infer<typeof row>

export const failuresByBin: Query<FailuresByBin> = {
  name: 'failures-by-bin',
  title: 'Failed requests over time, by URL and status',
  row,
  text: (context) => insights`
    ${where(context, failedAsViewed(context))} stats count(*) as failures by method, request, status, ${bin(context)} as bin
    | sort failures desc | limit 1000`,
}
