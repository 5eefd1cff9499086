import * as z from 'zod'
import { seesAddresses } from '@/lib/access/roles'
import { statusOf } from '@/lib/api'
import { failed } from '@/lib/aws/failures'
import { watchedSite } from '@/lib/aws/read'
import { tail } from '@/lib/aws/tail'
import { badRequest, guard } from '@/lib/guard'
import { maxPatternLength, type TailNews } from '@/lib/tail'

const params = z.strictObject({
  pattern: z
    .string()
    .max(maxPatternLength, `must have at most ${maxPatternLength} characters`)
    .default(''),
})

const encoder = new TextEncoder()
const eventOf = (news: TailNews) => encoder.encode(`data: ${JSON.stringify(news)}\n\n`)

interface Viewer {
  isStillIn(): boolean
  leave(): void
}

/** News as server-sent events, for as long as the viewer may see them. */
function eventsOf(
  first: TailNews,
  news: AsyncIterator<TailNews, void>,
  { isStillIn, leave }: Viewer,
) {
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(eventOf(first)),
    async pull(controller) {
      try {
        const { done, value } = await news.next()
        if (done || !isStillIn()) {
          controller.close()
          leave()
        } else controller.enqueue(eventOf(value))
      } catch {
        // It throws only when the reader has left.
        controller.error()
      }
    },
    cancel: leave,
  })
}

export const GET = guard(async (request, _, { isStillIn, caller, noteAddresses }) => {
  const parsed = params.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
    if (unknown !== undefined) return badRequest(unknown, 'is not a parameter here')
    return badRequest(issue?.path.join('.') ?? 'pattern', issue?.message ?? 'is wrong')
  }
  const cancelled = new AbortController()
  const { pattern } = parsed.data
  const news = tail(pattern, AbortSignal.any([request.signal, cancelled.signal]), {
    seesAddresses: seesAddresses(caller, watchedSite()),
    onWholeAddresses: () => noteAddresses(`live tail ${pattern}`.trim()),
  })
  // What fails before the session begins is an answer like any other.
  const { value: first } = await news.next()
  if (first?.kind !== 'started') {
    const failure = first?.kind === 'failed' ? first.failure : failed('unusable-answer').failure
    return Response.json({ ok: false, failure }, { status: statusOf[failure.kind] })
  }
  return new Response(eventsOf(first, news, { isStillIn, leave: () => cancelled.abort() }), {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  })
})
