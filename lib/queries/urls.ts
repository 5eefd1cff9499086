import * as z from 'zod'
import { type Base, type BaseContext, maxRows } from './base'
import { insights } from './insights'
import { isFailed, isRequest, text, where, whole } from './query'

const row = z.object({
  part: whole,
  method: text,
  request: text,
  status: text,
  /** Of failed requests only, which count their clients. */
  client: text,
  requests: whole,
  /** Epoch ms. */
  first: whole,
  last: whole,
})
export type UrlPart = z.infer<typeof row>

/** Requests by URL and status; of the failed ones, by client. */
export const urls: Base<UrlPart> = {
  name: 'urls',
  row,
  maxRows,
  text: (context, part) => insights`
    ${where(context, isRequest)}
    fields ${part} as part, case(${isFailed}, remoteIP) as client
    | stats count(*) as requests, min(toMillis(@timestamp)) as first, max(toMillis(@timestamp)) as last
      by part, method, request, status, client
    | limit ${maxRows}`,
}

type WithStatus = Pick<UrlPart, 'status'>

const isFailure = ({ status }: WithStatus) => status !== null && Number(status) >= 400

/** The failed ones, with the status of the view where it names one. */
export const failures = <Some extends WithStatus>(
  parts: readonly Some[],
  { view }: Pick<BaseContext, 'view'>,
): Some[] =>
  parts.filter(
    (part) => isFailure(part) && (view.status === undefined || part.status === view.status),
  )

export const isGood = ({ status }: WithStatus): boolean => status !== null && Number(status) < 400
