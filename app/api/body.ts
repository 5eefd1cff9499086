import type { z } from 'zod'
import { badRequest } from '@/lib/guard'

const longest = 64 * 1024

/** Reads a small JSON body, or says in a 400 what is wrong with it. */
export async function readBody<Body>(
  request: Request,
  schema: z.ZodType<Body>,
): Promise<{ body: Body } | { problem: Response }> {
  const text = await request.text()
  if (text.length > longest) return { problem: badRequest('body', 'must be smaller than 64 kB') }
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return { problem: badRequest('body', 'must be JSON') }
  }
  const parsed = schema.safeParse(given)
  if (parsed.success) return { body: parsed.data }
  const [issue] = parsed.error.issues
  return { problem: badRequest(issue?.path.join('.') || 'body', issue?.message ?? 'is wrong') }
}
