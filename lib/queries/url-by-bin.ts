import { z } from 'zod'
import { insights } from './insights'
import { bin, type Query, text, time, whole } from './query'
import { ofUrl } from './url'

const row = z.object({ bin: time, status: text, requests: whole })
export type UrlByBin = z.infer<typeof row>

export const urlByBin: Query<UrlByBin> = {
  name: 'url-by-bin',
  title: 'One URL over time, by status',
  needs: ['request'],
  row,
  text: (context) => insights`
    ${ofUrl(context, 'all')} stats count(*) as requests by ${bin(context)} as bin, status | sort bin asc`,
}
