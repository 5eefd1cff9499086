import { asking } from '@/lib/asking'
import type { Notice, SpendingStatus } from '@/lib/source'
import { type Pace, paceOf, slowMinutes } from '@/lib/spending/budget'
import { type Counts, type Ledger, newLedger } from '@/lib/spending/ledger'
import { costOf, dollars } from '@/lib/spending/prices'
import { type SpendingReading, spendingReport } from '@/lib/spending/report'
import { minuteMs } from '@/lib/time'
import { failed } from './failures'
import { runtime } from './runtime'

/** Nobody else bills for what is asked. */
const isBilled = () => runtime().env.cloudwatch === 'aws'

export function ledger(): Ledger {
  const current = runtime()
  current.ledger ??= newLedger()
  return current.ledger
}

/** Writes down what Amazon's CloudWatch was asked, for whoever asks. */
export function spent(counts: Partial<Counts>): void {
  if (!isBilled()) return
  const { page, question, shownAs } = asking()
  ledger().add({ page, question, viewer: shownAs }, counts, runtime().now())
}

/** What was spent since midnight UTC, in dollars. */
export const spentToday = (): number =>
  costOf(ledger().ofDay(runtime().now()), runtime().env.prices)

/** How open pages may refresh themselves now. */
export const paceNow = (): Pace =>
  isBilled() ? paceOf(spentToday(), runtime().env.dailyBudget) : 'usual'

/** The moment that a reading is made for: where money is short, pages that stand open ask for the same few. */
export const pacedMs = (nowMs: number): number => {
  const everyMs = slowMinutes * minuteMs
  return asking().isAutomatic && paceNow() !== 'usual'
    ? Math.floor(nowMs / everyMs) * everyMs
    : nowMs
}

/** Throws {@link Failed} when the day's budget is spent and nobody has asked in person. */
export function mustBeAffordable(): void {
  const { dailyBudget } = runtime().env
  if (dailyBudget !== null && asking().isAutomatic && paceNow() === 'paused')
    throw failed('budget-spent', dollars(dailyBudget))
}

/** Today's spending as pages show it; null where nothing is billed. */
export const spendingNow = (): SpendingStatus | null =>
  isBilled() ? { today: spentToday() } : null

const notices: Record<Pace, (spentOfBudget: string) => Notice[]> = {
  usual: () => [],
  slow: (spentOfBudget) => [
    {
      message: `Open pages refresh every ${slowMinutes} minutes: ${spentOfBudget} is spent.`,
      remedy: 'Reload the page to ask at once. DAILY_BUDGET sets the budget of a day, of UTC.',
    },
  ],
  paused: (spentOfBudget) => [
    {
      message: `Open pages no longer refresh by themselves: ${spentOfBudget} is spent.`,
      remedy:
        'Reload the page to ask all the same. It goes on at midnight UTC; DAILY_BUDGET sets the budget. The headline and the alarms go on: they cost nothing to ask.',
    },
  ],
}

/** That pages ask less, where the day's budget is nearly spent, or do not ask. */
export function budgetNotices(): Notice[] {
  const { dailyBudget } = runtime().env
  if (dailyBudget === null) return []
  return notices[paceNow()](`${dollars(spentToday())} of today’s budget of ${dollars(dailyBudget)}`)
}

/** What was spent on CloudWatch day by day, and one day by what it was for. */
export function readSpending(day?: string): SpendingReading {
  const { env, now } = runtime()
  const { prices, dailyBudget: budget } = env
  if (!isBilled()) return { ok: true, prices, days: null }
  return spendingReport(ledger().entries(), { prices, budget, nowMs: now(), day })
}
