import { z } from 'zod'
import { readBody } from '@/app/api/body'
import { runtime } from '@/lib/aws/runtime'
import { guard } from '@/lib/guard'
import type { TestOutcome } from '@/lib/recipient'
import { notHere } from '../not-here'

const body = z.strictObject({
  name: z.string().min(1, 'is needed').max(80, 'must have at most 80 characters'),
})

const statusOf: Record<Extract<TestOutcome, { ok: false }>['reason'], number> = {
  'unknown-recipient': 404,
  'too-soon': 429,
  'not-delivered': 502,
}

/** Sends a test message at once and answers with what became of it. */
export const POST = guard(async (request) => {
  const { localEngine, env } = runtime()
  if (!localEngine) return notHere(env.cloudwatch)
  const read = await readBody(request, body)
  if ('problem' in read) return read.problem
  const outcome = await localEngine.testMessage(read.body.name)
  return Response.json(outcome, { status: outcome.ok ? 200 : statusOf[outcome.reason] })
})
