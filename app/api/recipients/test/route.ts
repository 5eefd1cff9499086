import * as z from 'zod'
import { readBody } from '@/app/api/body'
import { type LocalEngine, runtime } from '@/lib/aws/runtime'
import { badRequest, guard } from '@/lib/guard'
import type { TestOutcome } from '@/lib/recipient'
import { unsavedRecipient } from '@/lib/saving/unsaved-recipient'
import { isObject } from '@/lib/site-file/written-site'
import { notHere } from '../not-here'

const saved = z.strictObject({
  name: z.string().min(1, 'is needed').max(80, 'must have at most 80 characters'),
})
/** One that is not saved yet, as a site file says it; secrets that are stored may be left out. `shop`: its name in messages, where that is not saved either. */
const unsaved = z.strictObject({
  recipient: z.record(z.string(), z.unknown()),
  shop: z.string().max(80, 'must have at most 80 characters').optional(),
})
const body = z.unknown().transform((given, context) => {
  const isUnsaved = isObject(given) && 'recipient' in given
  const read = isUnsaved ? unsaved.safeParse(given) : saved.safeParse(given)
  if (read.success) return read.data
  for (const issue of read.error.issues) context.addIssue({ ...issue, code: 'custom' })
  return z.NEVER
})

const statusOf: Record<Extract<TestOutcome, { ok: false }>['reason'], number> = {
  'unknown-recipient': 404,
  'too-soon': 429,
  'not-delivered': 502,
}

async function send(
  engine: LocalEngine,
  wanted: z.infer<typeof body>,
): Promise<TestOutcome | Response> {
  if ('name' in wanted) return engine.testMessage(wanted.name)
  const read = unsavedRecipient(wanted.recipient)
  if ('problem' in read) return badRequest(read.field, read.problem)
  return engine.testUnsaved(read.recipient, wanted.shop)
}

/** Sends a test message at once and answers with what became of it. */
export const POST = guard(async (request, _, { caller, isAbout }) => {
  const { localEngine, env } = runtime()
  if (!localEngine) return notHere(env.cloudwatch)
  const read = await readBody(request, body)
  if ('problem' in read) return read.problem
  if ('name' in read.body) isAbout(read.body.name)
  // Its secrets may be those that are stored, and its address one to collect them at.
  else if (caller?.role !== 'admin')
    return Response.json(
      { error: { message: 'A recipient that is not saved may be tested by the role admin only.' } },
      { status: 403 },
    )
  const outcome = await send(localEngine, read.body)
  if (outcome instanceof Response) return outcome
  return Response.json(outcome, { status: outcome.ok ? 200 : statusOf[outcome.reason] })
})
