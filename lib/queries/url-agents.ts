import * as z from 'zod'
import { insights } from './insights'
import { failuresBy } from './one-url'
import { type Query, text, whole } from './query'
import { ofUrl } from './url'

const row = z.object({ agent: text, failures: whole, clients: whole })
export type UrlAgents = z.infer<typeof row>

export const urlAgents: Query<UrlAgents> = {
  name: 'url-agents',
  title: 'Which browsers saw the failures of one URL',
  needs: ['request'],
  row,
  text: (context) => insights`
    ${ofUrl(context, 'failed')} fields coalesce(userAgent, useragent) as agent | stats count(*) as failures, count_distinct(remoteIP) as clients by agent | sort failures desc | limit 100`,
  from: failuresBy(({ agent }) => ({ agent })),
}
