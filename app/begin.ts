import { connection } from 'next/server'
import type {
  ApiReadings,
  FirstReadings,
  Question,
  Questions,
} from '@/components/shell/use-queries'
import type { Role } from '@/lib/access/roles'
import { readAlarms } from '@/lib/aws/alarms'
import { readArchive, readRecipients } from '@/lib/aws/local-engine'
import { nowMs, readQuery, readSource } from '@/lib/aws/read'
import { settleWithin } from '@/lib/settle'
import { readExpected, readIncidents, readSituation } from '@/lib/situation/read'
import type { SourceStatus } from '@/lib/source'
import { type Filter, narrowed, type Params, readView } from '@/lib/view'
import { type Period, periodWindow, windowOf } from '@/lib/window'
import { requireRole } from './caller'

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
  await requireRole(needed)
  const params = await searchParams
  const view = narrowed(readView(params), filters)
  const now = nowMs()
  return {
    params,
    frame: { view, window: windowOf(view.range, now), zone: serverZone(), nowMs: now },
    source: readSource({ nowMs: now }),
  }
}

type Begun = Awaited<ReturnType<typeof begin>>

const routes: {
  [Route in keyof ApiReadings]: (
    frame: Begun['frame'],
    period?: Period,
  ) => Promise<ApiReadings[Route]>
} = {
  alarms: ({ nowMs, window }) => readAlarms({ nowMs, fromMs: window.fromMs }),
  recipients: readRecipients,
  archive: readArchive,
  situation: readSituation,
  incidents: readIncidents,
  expected: ({ window }, period) => readExpected(periodWindow(window, period)),
}

/** Asks a page's questions together; null stands for what is not answered in time. */
export function askAll<Page extends Questions>(questions: Page, { frame, source }: Begun) {
  const ask = (question: Question): Promise<unknown> =>
    'api' in question
      ? routes[question.api](frame, question.period)
      : readQuery(question.query, frame.view, { nowMs: frame.nowMs, period: question.period })
  const answers = Object.fromEntries(
    Object.entries(questions).map(([name, question]) => [name, ask(question)]),
  )
  // Each name is asked what the page's table says, and a loop does not carry that.
  return settleWithin(maxWaitMs, { ...answers, source }) as Promise<
    FirstReadings<Page> & { source: SourceStatus | null }
  >
}
