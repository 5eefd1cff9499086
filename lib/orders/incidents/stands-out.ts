import { counted, percent } from '@/lib/format'
import type { Among } from '@/lib/orders/failing/among'
import { amongCounts } from '@/lib/orders/words/among-words'
import type { OutcomesBy, RequestOutcome } from '@/lib/queries/request-outcomes'
import { clientName } from '@/lib/visits/agent'
import { fewestToTell } from './fewest'

/** Clients that share a browser, country or referrer. */
export interface Group {
  name: string
  /** How many of them met the failure, and how many others there are to compare with. */
  met: number
  others: number
  /** Whether they met it more often than chance and habit explain. */
  standsOut: boolean
}

export interface Comparison {
  by: OutcomesBy
  /** The clients that met the failure, and those that did not. */
  met: number
  others: number
  /** The most affected first; those that stand out before all. */
  groups: Group[]
  /** Groups that are not listed. */
  left: number
  says: string
}

/** The clients of a failing request by what they have in common. */
export interface StandsOut {
  /** Those who got other answers at the same time or, where hardly any did, who asked in the hours before. */
  against: 'during' | 'before'
  comparisons: Comparison[]
  says: string
}

/** Rows of the incident and of the hours before it. */
export type Outcomes = Record<OutcomesBy, { during: RequestOutcome[]; before: RequestOutcome[] }>

const maxListed = 5
const leastDifference = 0.05
const leastOdds = 2.5
const leastDeviations = 4

const noReferrer = 'no referrer'
const maxReferrer = 80

/** A referrer without what differs from one visitor to the next. */
export function referrerName(referrer: string | null): string {
  if (referrer === null || referrer === '' || referrer === '-') return noReferrer
  const plain = referrer.replace(/[?#].*$/s, '').replace(/^https?:\/\//, '')
  return plain.length > maxReferrer ? `${plain.slice(0, maxReferrer)}…` : plain
}

const nameOf: Record<
  OutcomesBy,
  (value: string | null, countryName: (code: string) => string) => string
> = {
  browser: (value) => clientName(value ?? ''),
  country: (value, countryName) => (value ? countryName(value) : 'unknown country'),
  referrer: referrerName,
}

const sum = (rows: readonly RequestOutcome[]) =>
  rows.reduce((total, { clients }) => total + clients, 0)

// Countries change with the hour: of those who came before, only who most of the failures met is told.
const leastShare = { during: 0, before: 0.5 }

function standsOut(
  { met, others }: Pick<Group, 'met' | 'others'>,
  all: { met: number; others: number },
  against: StandsOut['against'],
): boolean {
  if (all.met < fewestToTell || all.others < fewestToTell) return false
  const [share, usual] = [met / all.met, others / all.others]
  const pooled = (met + others) / (all.met + all.others)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / all.met + 1 / all.others))
  // Half a client more on each side, so that nobody divides by none.
  const odds =
    ((met + 0.5) * (all.others - others + 0.5)) / ((all.met - met + 0.5) * (others + 0.5))
  return (
    share >= leastShare[against] &&
    share - usual >= leastDifference &&
    odds >= leastOdds &&
    share - usual >= leastDeviations * deviation
  )
}

function sentence({ met, others, groups }: Omit<Comparison, 'says' | 'by' | 'left'>): string {
  if (met === 0) return 'No line of it is in the log: nobody can be compared.'
  if (met < fewestToTell)
    return `Only ${counted(met, 'client')} ${met === 1 ? 'was' : 'were'} affected: too few to tell.`
  if (others < fewestToTell)
    return `Only ${counted(others, 'other')} to compare with: too few to tell.`
  const out = groups.filter((group) => group.standsOut)
  if (out.length === 0) return 'Alike.'
  const shares = out.map(
    (group) =>
      `${group.name}: ${percent(group.met / met)} against ${percent(group.others / others)}`,
  )
  return `${shares.join('; ')}.`
}

interface Sides {
  by: OutcomesBy
  met: readonly RequestOutcome[]
  others: readonly RequestOutcome[]
  against: StandsOut['against']
  /** The group that met it, where it is one of this kind: its visits have shown it. */
  among: Among | null
}

/** Referrers are listed with their paths, and apps with their versions. */
function isGroup({ by, value }: Among, name: string, countryName: (code: string) => string) {
  if (by === 'country') return name === countryName(value)
  if (by === 'referrer') return name === value || name.startsWith(`${value}/`)
  const app = value.replace(/ on (?:iOS|Android)$/, '')
  return name === value || (name.includes('/') && (name === app || name.startsWith(`${app}/`)))
}

function comparison(
  { by, met, others, against, among }: Sides,
  countryName: (code: string) => string,
): Comparison {
  const all = { met: sum(met), others: sum(others) }
  const found = new Map<string, { met: number; others: number }>()
  for (const [side, rows] of [['met', met] as const, ['others', others] as const])
    for (const { value, clients } of rows) {
      const name = nameOf[by](value, countryName)
      const group = found.get(name) ?? { met: 0, others: 0 }
      group[side] += clients
      found.set(name, group)
    }
  const groups = [...found]
    .map(([name, group]) => ({
      name,
      ...group,
      standsOut:
        among === null
          ? standsOut(group, all, against)
          : group.met > 0 && isGroup(among, name, countryName),
    }))
    .sort(
      (a, b) =>
        Number(b.standsOut) - Number(a.standsOut) ||
        b.met - a.met ||
        b.others - a.others ||
        (a.name < b.name ? -1 : 1),
    )
  const listed = groups.slice(0, maxListed)
  const says = among ? amongCounts(among) : sentence({ ...all, groups: listed })
  return { by, ...all, groups: listed, left: groups.length - listed.length, says }
}

const words: Record<OutcomesBy, string> = {
  browser: 'a browser',
  country: 'a country',
  referrer: 'a referrer',
}

function overall(comparisons: readonly Comparison[], among: Among | null): string {
  const out = comparisons.filter(
    ({ by, groups }) => by === among?.by || groups.some((group) => group.standsOut),
  )
  if (out.length > 0) return out.map(({ says }) => says).join(' ')
  const [first] = comparisons
  if (comparisons.every(({ says }) => says === 'Alike.'))
    return `Nobody is hit more than others: it is the request itself, not ${Object.values(words)
      .join(', ')
      .replace(/, (?=[^,]*$)/, ' or ')}.`
  return first?.says ?? ''
}

/**
 * Compares those who met a failure with those who did not. `status`: what it answers with; `among`: the
 * group that is named for it already.
 */
export function whatStandsOut(
  outcomes: Outcomes,
  status: number,
  countryName: (code: string) => string,
  among: Among | null = null,
): StandsOut {
  const isMet = (row: RequestOutcome) => Number(row.status) === status
  const { during } = outcomes.browser
  const answered = sum(during.filter((row) => !isMet(row)))
  const enough = Math.max(fewestToTell, sum(during.filter(isMet)) / 10)
  const against = answered >= enough ? 'during' : 'before'
  const comparisons = (['browser', 'country', 'referrer'] as const).map((by) => {
    const rows = outcomes[by]
    const met = rows.during.filter(isMet)
    const others = against === 'during' ? rows.during.filter((row) => !isMet(row)) : rows.before
    const named = among?.by === by ? among : null
    return comparison({ by, met, others, against, among: named }, countryName)
  })
  return { against, comparisons, says: overall(comparisons, among) }
}
