import { readArchive } from '@/lib/aws/home'
import { guard } from '@/lib/guard'

export const GET = guard(async () => Response.json(await readArchive()))
