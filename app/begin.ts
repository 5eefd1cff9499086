import { headers } from 'next/headers'
import { connection } from 'next/server'
import type { Answer, Later } from '@/components/shell/refresh'
import type { FirstOfPage, Questions } from '@/components/shell/use-page'
import type { Coming } from '@/components/shell/use-reading'
import { fromHeader } from '@/lib/access/access'
import type { Role } from '@/lib/access/roles'
import { askedBy } from '@/lib/asking'
import { nowMs } from '@/lib/aws/read'
import { pageOf, shownViewer, viewerName } from '@/lib/guard'
import { settleWithin } from '@/lib/settle'
import { checkView, type Filter, narrowed, type Params, wrongOf } from '@/lib/view'
import { viewerHeader, viewerLeft, viewerPath } from '@/lib/viewers'
import { windowOf } from '@/lib/window'
import { requireRole } from './caller'
import { earlierOf } from './earlier'
import { answerOf, readSourceNow } from './readings'
import { type Given, newSoon } from './soon'

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
  const checked = checkView(params)
  const view = narrowed(checked.view, filters)
  const wrong = wrongOf(checked, filters)
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
    frame: {
      view,
      window: windowOf(view.range, now),
      zone: serverZone(),
      nowMs: now,
      ...(wrong.length > 0 && { wrong }),
    },
    source: asking(() => readSourceNow({ nowMs: now, signal: left })),
    left,
    asking,
  }
}

type Begun = Awaited<ReturnType<typeof begin>>

/** Where the numbers come from, for a page that asks again by itself. */
export const sourceOf = ({ source }: Begun) => settleWithin(maxWaitMs, { source })

/**
 * What a page without panels asks: the answers that are there within its patience, and of the `slow` ones those
 * that are still on their way, which its own response brings. Null stands for what is not answered yet.
 */
export async function answersOf<
  Quick extends Record<string, Promise<object>>,
  Slow extends Record<string, Promise<Answer>>,
>(quick: Quick, slow: Slow) {
  const there = await settleWithin(maxWaitMs, { ...quick, ...slow })
  const later: Later = {}
  for (const [name, newest] of Object.entries(slow))
    if (there[name] === null) later[name] = newest.catch(() => null)
  return { ...there, later }
}

/**
 * Asks a page's questions together: what is answered within the page's patience, with how old it is where
 * a newer answer is on its way; `later` is what is on its way, which the page's own response still brings.
 * Null stands for what is not answered yet.
 */
export async function askAll<Page extends Questions>(
  questions: Page,
  { frame, source, left, asking }: Begun,
): Promise<FirstOfPage<Page>> {
  const asked: Record<string, Promise<object>> = { source }
  for (const [name, question] of Object.entries(questions))
    asked[name] = asking(() => answerOf(question, { ...frame, signal: left }))
  const soon = newSoon()
  const given: Record<string, Promise<Given>> = {}
  for (const [name, newest] of Object.entries(asked))
    given[name] = soon(newest, () => earlierOf(questions[name] ?? 'source', frame.view))
  const there = await settleWithin(maxWaitMs, given)
  const first: Record<string, object | null> = {}
  const coming: Coming = { later: {}, agesMs: {} }
  for (const [name, newest] of Object.entries(asked)) {
    const answer = there[name]
    first[name] = answer?.reading ?? null
    if (answer && answer.ageMs === undefined) continue
    if (answer) coming.agesMs[name] = answer.ageMs
    // Whoever has left is told nothing, and an answer that failed is asked for again.
    coming.later[name] = (newest as Promise<Answer>).catch(() => null)
  }
  const isAllNew = Object.keys(coming.later).length === 0
  // Each name is asked what the page's table says, and a loop does not carry that.
  return { ...first, ...(!isAllNew && coming) } as unknown as FirstOfPage<Page>
}
