import { access } from '@/lib/access/access'
import { guard } from '@/lib/guard'

const most = 10_000

/** Who changed what, newest first. */
export const GET = guard(async () =>
  Response.json({ entries: access().audit.newest(most), file: access().audit.path }),
)
