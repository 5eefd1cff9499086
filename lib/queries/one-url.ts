import * as z from 'zod'
import { type Base, type FromBase, fromBase, maxRows } from './base'
import { insights } from './insights'
import { isFailed, text, whole } from './query'
import { distinct, rowsBy, sumOf } from './rows-by'
import { ofUrl } from './url'
import { failures } from './urls'

const row = z.object({
  part: whole,
  method: text,
  status: text,
  requests: whole,
  /** Of failed requests only. */
  client: text,
  agent: text,
  referrer: text,
  failedCountry: text,
  failedCity: text,
})
type UrlPart = z.infer<typeof row>

/** The requests for the URL of the view by method and status; the failed ones by client, agent, referrer and location. */
export const oneUrl: Base<UrlPart> = {
  name: 'one-url',
  row,
  maxRows,
  text: (context, part) => insights`
    ${ofUrl(context, 'all')}
    fields ${part} as part, case(${isFailed}, remoteIP) as client,
      case(${isFailed}, coalesce(userAgent, useragent)) as agent, case(${isFailed}, referer) as referrer,
      case(${isFailed}, country) as failedCountry, case(${isFailed}, city) as failedCity
    | stats count(*) as requests by part, method, status, client, agent, referrer, failedCountry, failedCity
    | limit ${maxRows}`,
}

const maxGroups = 100

/** The failures of a URL by what their requests have in common. */
export const failuresBy = <Row>(
  valuesOf: (part: UrlPart) => Omit<Row, 'failures' | 'clients'> & Record<string, string | null>,
): FromBase<Row> =>
  fromBase(
    oneUrl,
    (parts, context) =>
      rowsBy(failures(parts, context), (part) => Object.values(valuesOf(part)))
        .map((same) => ({
          ...valuesOf(same[0]),
          failures: sumOf(same, ({ requests }) => requests),
          clients: distinct(same, ({ client }) => client),
        }))
        .sort((a, b) => b.failures - a.failures)
        // What a row has besides its counts are its values.
        .slice(0, maxGroups) as unknown as Row[],
  )
