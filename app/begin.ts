import { connection } from 'next/server'
import { nowMs, readSource, watchedSite } from '@/lib/aws/read'
import { type Params, readView } from '@/lib/view'
import { windowOf } from '@/lib/window'

/** How long the first HTML waits for readings; the page fetches later ones. */
export const maxWaitMs = 2_500

/** What every page starts from. */
export async function begin(searchParams: Promise<Params>) {
  await connection()
  const params = await searchParams
  const view = readView(params)
  const now = nowMs()
  return {
    params,
    view,
    nowMs: now,
    window: windowOf(view.range, now),
    site: watchedSite(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    source: readSource({ nowMs: now }),
  }
}
