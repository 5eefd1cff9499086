import * as z from 'zod'
import { durationNames, durationOf } from '@/lib/access-log/duration'
import { type Fragment, fieldName, insights, list } from './insights'
import { type Query, text, time, where } from './query'

const row = z
  .object({
    '@timestamp': time,
    '@message': z.string(),
    remoteIP: text,
    status: text,
    method: text,
    request: text,
    query: text,
    agent: text,
    country: text,
    city: text,
  })
  // Whichever field has the time that the answer took.
  .catchall(z.string())
  .transform(({ remoteIP, status, method, request, query, agent, country, city, ...others }) => ({
    '@timestamp': others['@timestamp'],
    '@message': others['@message'],
    remoteIP,
    status,
    method,
    request,
    query,
    agent,
    country,
    city,
    durationMs: durationOf(others, others['@message']),
  }))
/** A line with the time that its answer took, ms; null when the log does not say. */
export type RequestLine = z.infer<typeof row>

interface Options {
  which: Fragment
  order: 'newest' | 'oldest'
  limit: number
}

/** The newest or oldest lines that meet a condition. */
export const requestLines = ({ which, order, limit }: Options): Query<RequestLine> => ({
  name: 'request-lines',
  title: 'Lines of an incident',
  row,
  text: (context) => insights`
    ${where(context, which)}
    fields @timestamp, @message, remoteIP, status, method, request, query,
      coalesce(userAgent, useragent) as agent, country, city,
      ${list(durationNames.map(fieldName))}
    | sort @timestamp ${order === 'newest' ? insights`desc` : insights`asc`} | limit ${limit}`,
})
