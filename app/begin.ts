import { headers } from 'next/headers'
import { connection } from 'next/server'
import type { FirstOfPage, Questions } from '@/components/shell/use-queries'
import { fromHeader } from '@/lib/access/access'
import type { Role } from '@/lib/access/roles'
import { askedBy } from '@/lib/asking'
import { nowMs } from '@/lib/aws/read'
import { pageOf, shownViewer, viewerName } from '@/lib/guard'
import { settleWithin } from '@/lib/settle'
import { type Filter, narrowed, type Params, readView } from '@/lib/view'
import { viewerHeader, viewerLeft, viewerPath } from '@/lib/viewers'
import { windowOf } from '@/lib/window'
import { requireRole } from './caller'
import { answerOf, readSourceNow } from './readings'

/** How long the first HTML waits for readings; the page fetches later ones. */
export const maxWaitMs = 2_500

export const serverZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** What every page starts from; `filters` are those of the address that it applies, `needed` who may open it. */
export async function begin(
  searchParams: Promise<Params>,
  filters: readonly Filter[] = [],
  needed: Role = 'viewer',
) {
  await connection()
  const caller = await requireRole(needed)
  const given = await headers()
  const params = await searchParams
  const view = narrowed(readView(params), filters)
  const now = nowMs()
  const left = viewerLeft(given.get(viewerHeader))
  const path = viewerPath(given.get(viewerHeader))
  const page = path === null ? null : pageOf(path)
  const from = given.get(fromHeader)
  const by = { viewer: viewerName(caller, from), shownAs: shownViewer(caller, from), page }
  /** Does work that is asked for by whoever opens the page. */
  const asking = <Result>(work: () => Result) => askedBy(by, work)
  return {
    params,
    frame: { view, window: windowOf(view.range, now), zone: serverZone(), nowMs: now },
    source: asking(() => readSourceNow({ nowMs: now, signal: left })),
    left,
    asking,
  }
}

type Begun = Awaited<ReturnType<typeof begin>>

/**
 * Asks a page's questions together: what is answered within the page's patience, and `later` what is on
 * its way, which the page's own response still brings. Null stands for what is not answered yet.
 */
export async function askAll<Page extends Questions>(
  questions: Page,
  { frame, source, left, asking }: Begun,
): Promise<FirstOfPage<Page>> {
  const asked: Record<string, Promise<object>> = { source }
  for (const [name, question] of Object.entries(questions))
    asked[name] = asking(() => answerOf(question, { ...frame, signal: left }))
  const first = await settleWithin(maxWaitMs, asked)
  const late = Object.entries(asked).filter(([name]) => first[name] === null)
  // Whoever has left is told nothing, and an answer that failed is asked for again.
  const later = Object.fromEntries(late.map(([name, answer]) => [name, answer.catch(() => null)]))
  // Each name is asked what the page's table says, and a loop does not carry that.
  return { ...first, ...(late.length > 0 && { later }) } as unknown as FirstOfPage<Page>
}
