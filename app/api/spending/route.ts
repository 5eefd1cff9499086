import * as z from 'zod'
import { readSpending } from '@/lib/aws/spending'
import { badRequest, guard } from '@/lib/guard'

const params = z.strictObject({ day: z.iso.date('must be a date such as 2026-11-28').optional() })

/** What was spent on CloudWatch; `day` (of UTC) is taken apart, today when absent. */
export const GET = guard(async ({ url }) => {
  const parsed = params.safeParse(Object.fromEntries(new URL(url).searchParams))
  if (parsed.success) return Response.json(readSpending(parsed.data.day))
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys')
    return badRequest(issue.keys[0] ?? '', 'is not a parameter here')
  return badRequest('day', issue?.message ?? 'is wrong')
})
