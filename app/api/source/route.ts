import { nowMs, readSource } from '@/lib/aws/read'
import { guard } from '@/lib/guard'

export const GET = guard(async ({ signal }) =>
  Response.json({ ...(await readSource({ nowMs: nowMs(), signal })), ok: true }),
)
