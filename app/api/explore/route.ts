import { z } from 'zod'
import { statusOf } from '@/lib/api'
import { explore } from '@/lib/aws/explore'
import { badRequest, guard } from '@/lib/guard'

const body = z.strictObject({
  query: z.string().max(10_000, 'must have at most 10,000 characters'),
  from: z.number('must be a time in epoch milliseconds').nonnegative(),
  to: z.number('must be a time in epoch milliseconds').nonnegative(),
})

const longest = 64 * 1024

export const POST = guard(async (request) => {
  const text = await request.text()
  if (text.length > longest) return badRequest('body', 'must be smaller than 64 kB')
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return badRequest('body', 'must be JSON')
  }
  const parsed = body.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return badRequest(issue?.path.join('.') || 'body', issue?.message ?? 'is wrong')
  }
  const { query, from, to } = parsed.data
  if (to <= from) return badRequest('to', 'must lie after from')
  const answer = await explore(query, { fromMs: from, toMs: to }, request.signal)
  return Response.json(answer, { status: answer.ok ? 200 : statusOf[answer.failure.kind] })
})
