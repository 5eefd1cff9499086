import { guard } from '@/lib/guard'

/** Whether the process answers, whatever else does not work: for a supervisor that would restart it. */
export const GET = guard(async () => Response.json({ ok: true }))
