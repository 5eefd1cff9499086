import * as z from 'zod'
import { statusOf } from '@/lib/api'
import { deleteQuery, readSavedQueries, saveQuery } from '@/lib/aws/saved-queries'
import { maxQueryLength } from '@/lib/explore'
import { guard } from '@/lib/guard'
import { readBody } from '../../body'

const parameter = z.strictObject({
  name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'must be letters, digits and _'),
  defaultValue: z.string().max(1024, 'must have at most 1,024 characters').optional(),
  description: z.string().max(512, 'must have at most 512 characters').optional(),
})
const id = z.string().min(1, 'is needed').max(256, 'must have at most 256 characters')
const query = z.strictObject({
  id: id.optional(),
  name: z.string().min(1, 'is needed').max(255, 'must have at most 255 characters'),
  text: z.string().min(1, 'is needed').max(maxQueryLength, 'must have at most 10,000 characters'),
  parameters: z.array(parameter).max(20, 'must be at most 20'),
})

type Answer = Awaited<ReturnType<typeof readSavedQueries | typeof saveQuery | typeof deleteQuery>>

const json = (answer: Answer) =>
  Response.json(answer, { status: answer.ok ? 200 : statusOf[answer.failure.kind] })

export const GET = guard(async () => json(await readSavedQueries()))

export const POST = guard(async (request, _, { isAbout }) => {
  const read = await readBody(request, query)
  if ('problem' in read) return read.problem
  isAbout(read.body.name)
  return json(await saveQuery(read.body))
})

export const DELETE = guard(async (request, _, { isAbout }) => {
  const read = await readBody(request, z.strictObject({ id }))
  if ('problem' in read) return read.problem
  isAbout(read.body.id)
  return json(await deleteQuery(read.body.id))
})
