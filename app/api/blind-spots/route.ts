import { readParams, statusOf } from '@/lib/api'
import { nowMs } from '@/lib/aws/read'
import { readBlindSpots } from '@/lib/blind-spots/read'
import { type BlindSpotsReading, maxRangeMs } from '@/lib/blind-spots/result'
import { badRequest, guard } from '@/lib/guard'
import { type Progress, progressType } from '@/lib/progress'
import { knownIncidents, readSituation } from '@/lib/situation/read'
import { toldIncidents } from '@/lib/situation/told-incidents'
import type { TimeRange } from '@/lib/time'
import { windowOf } from '@/lib/window'
import { linesTo } from '../lines'

/** Blind spots of the shop, which is followed from now on if it was not. */
async function read(options: Omit<Parameters<typeof readBlindSpots>[0], 'told'>) {
  await readSituation()
  return readBlindSpots({ ...options, told: toldIncidents(knownIncidents(), nowMs()) })
}

/** Lines of progress, then the reading. */
function withProgress(range: TimeRange, caller: AbortSignal): Response {
  const left = new AbortController()
  caller.addEventListener('abort', () => left.abort(caller.reason), { once: true })
  const lines = linesTo<{ progress: Progress } | BlindSpotsReading>(left)
  const onProgress = (progress: Progress) => lines.send({ progress })
  read({ range, signal: left.signal, onProgress }).then(
    (reading) => {
      lines.send(reading)
      lines.end()
    },
    // The reader has left.
    () => lines.end(),
  )
  return lines.response()
}

/** What went wrong in the range of the address and no alarm saw; whoever takes lines hears how far the search is. */
export const GET = guard(async (request) => {
  const { view, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const { fromMs, toMs } = windowOf(view.range, nowMs())
  if (toMs - fromMs > maxRangeMs) return badRequest('from', 'must lie within 60 days of to')
  const range = { fromMs, toMs }
  if (request.headers.get('accept')?.includes(progressType))
    return withProgress(range, request.signal)
  const reading = await read({ range, signal: request.signal })
  return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
})
