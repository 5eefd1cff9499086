import { readArchive } from '@/lib/aws/local-engine'
import { guard } from '@/lib/guard'

export const GET = guard(async () => Response.json(await readArchive()))
