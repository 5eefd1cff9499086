import { setMaxListeners } from 'node:events'
import { earlierOf } from '@/app/earlier'
import { answerOf, missingFor, readSourceNow } from '@/app/readings'
import { newSoon } from '@/app/soon'
import { readParams } from '@/lib/api'
import { nowMs } from '@/lib/aws/read'
import { badRequest, guard } from '@/lib/guard'
import { questionOf } from '@/lib/queries/read-question'
import { sharedJson } from '@/lib/shared-json'
import { windowOf } from '@/lib/window'
import { linesTo } from '../lines'

const maxAsked = 40
// Each question listens once where it is asked and once for its query.
const maxListeners = 4 * maxAsked

/**
 * All that a page asks, in one request: `ask` names the questions, as `totals` or `totals.day-ago`, with
 * commas between. Each answer is a line `{"ask": …, "reading": …}`, sent when it is there. Before one that
 * takes longer goes the last, with its age: `{"ask": …, "ageMs": …, "reading": …}`.
 */
export const GET = guard(async (request) => {
  const url = new URL(request.url)
  const words = [...new Set((url.searchParams.get('ask') ?? '').split(','))]
  url.searchParams.delete('ask')
  const { view, period, wrong } = readParams(url.href)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  if (period !== undefined) return badRequest('period', 'is a part of ask here: totals.day-ago')
  if (words.length > maxAsked) return badRequest('ask', `must name at most ${maxAsked} questions`)
  const asked = words.map((word) => ({ word, question: questionOf(word) }))
  for (const { word, question } of asked) {
    if (!question && word !== 'source')
      return badRequest('ask', 'must name queries and routes, with commas between')
    const missing = question && missingFor(question, view)
    if (missing) return badRequest(missing, `is needed for ${word}`)
  }

  const left = new AbortController()
  const signal = AbortSignal.any([request.signal, left.signal])
  setMaxListeners(maxListeners, signal)
  const lines = linesTo(left)
  const now = nowMs()
  const asking = { view, window: windowOf(view.range, now), nowMs: now, signal }
  const soon = newSoon()
  const answers = asked.map(async ({ word, question }) => {
    const newest = question ? answerOf(question, asking) : readSourceNow(asking)
    const { reading, ageMs } = await soon(newest, () => earlierOf(question ?? 'source', view))
    const age = ageMs === undefined ? '' : `"ageMs":${ageMs},`
    lines.sendJson(`{"ask":"${word}",${age}"reading":${sharedJson(reading)}}`)
    if (ageMs !== undefined)
      lines.sendJson(`{"ask":"${word}","reading":${sharedJson(await newest)}}`)
  })
  // What was left by its reader is not answered.
  void Promise.allSettled(answers).then((ends) => {
    for (const end of ends)
      if (end.status === 'rejected' && !signal.aborted) console.error(end.reason)
    lines.end()
  })
  return lines.response()
})
