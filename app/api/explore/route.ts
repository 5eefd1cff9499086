import * as z from 'zod'
import { seesAddresses } from '@/lib/access/roles'
import { readParams, statusOf } from '@/lib/api'
import { explore } from '@/lib/aws/explore'
import { nowMs, watchedSite } from '@/lib/aws/read'
import { type ExploreLine, maxQueryLength } from '@/lib/explore'
import { badRequest, guard } from '@/lib/guard'
import { type Window, windowOf } from '@/lib/window'
import { readBody } from '../body'
import { linesTo } from '../lines'

const body = z.strictObject({
  query: z.string().max(maxQueryLength, 'must have at most 10,000 characters'),
})

interface Reader {
  seesAddresses: boolean
  onWholeAddresses: () => void
}

/** Answers with a stream of lines once the query has started; what cannot start has its own status. */
function run(
  query: string,
  window: Window,
  reader: Reader,
  caller: AbortSignal,
): Promise<Response> {
  const left = new AbortController()
  caller.addEventListener('abort', () => left.abort(caller.reason), { once: true })
  const lines = linesTo<ExploreLine>(left)
  return new Promise((resolve, reject) => {
    let started = false
    const start = () => {
      if (started) return
      started = true
      lines.send({ kind: 'started', window })
      resolve(lines.response())
    }
    explore(query, window, {
      ...reader,
      signal: left.signal,
      onProgress: (partial) => {
        if (!started) return start()
        lines.send({ kind: 'progress', ...partial })
      },
    }).then((answer) => {
      if (answer.ok) {
        const { ok: _, ...complete } = answer
        lines.send({ kind: 'complete', ...complete })
        return lines.end()
      }
      const line: ExploreLine = { kind: 'failed', failure: answer.failure }
      if (!started) return resolve(Response.json(line, { status: statusOf[line.failure.kind] }))
      lines.send(line)
      lines.end()
    }, reject)
  })
}

/** Runs a query over the range of the address; when the caller leaves, it is stopped. */
export const POST = guard(async (request, _, { caller, noteAddresses }) => {
  const { view, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const read = await readBody(request, body)
  if ('problem' in read) return read.problem
  const { query } = read.body
  const reader = {
    seesAddresses: seesAddresses(caller, watchedSite()),
    onWholeAddresses: () => noteAddresses(query),
  }
  return run(query, windowOf(view.range, nowMs()), reader, request.signal)
})
