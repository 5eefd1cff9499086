import type * as z from 'zod'
import { badRequest } from '@/lib/guard'
import { plainProblem } from '@/lib/plain-problem'

const maxLength = 64 * 1024

/** Reads a small JSON body; a wrong one becomes a 400 that names the field, in a sentence and apart. */
export async function readBody<Body>(
  request: Request,
  schema: z.ZodType<Body>,
): Promise<{ body: Body } | { problem: Response }> {
  const text = await request.text()
  if (text.length > maxLength) return { problem: badRequest('body', 'must be smaller than 64 kB') }
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return { problem: badRequest('body', 'must be JSON') }
  }
  const parsed = schema.safeParse(given, { error: plainProblem })
  if (parsed.success) return { body: parsed.data }
  const [issue] = parsed.error.issues
  const [path, problem] = [issue?.path.join('.') || 'body', issue?.message ?? 'is wrong']
  const problems = [{ path, message: problem }]
  return {
    problem: Response.json(
      { error: { field: path, message: `${path} ${problem}`, problems } },
      { status: 400 },
    ),
  }
}
