import { z } from 'zod'
import { insights } from './insights'
import { bin, isRequest, type Query, text, time, where, whole } from './query'

const row = z.object({ bin: time, status: text, requests: whole })
export type RequestsByBin = z.infer<typeof row>

export const requestsByBin: Query<RequestsByBin> = {
  name: 'requests-by-bin',
  title: 'Requests over time, by status',
  row,
  text: (context) => insights`
    ${where(context, isRequest)} stats count(*) as requests by ${bin(context)} as bin, status | sort bin asc`,
}
