import { counted, full, percent } from '@/lib/format'
import type { Among, Trait } from '@/lib/orders/failing/among'
import { visible } from '@/lib/visible'

/** With fewer visits a share says little. */
const fewVisits = 10
const wantsArticle =
  /^(?:United|Netherlands|Philippines|Bahamas|Maldives|Comoros|Seychelles|Gambia|Isle|Dominican Rep|Central African|.* Islands$)/

type Show = (text: string) => string

const names: Record<Trait, (among: Among, show: Show) => string> = {
  country: ({ value, name }, show) =>
    `from ${name === value ? show(value) : wantsArticle.test(name) ? `the ${name}` : name}`,
  browser: ({ name }) => `with ${visible(name)}`,
  referrer: ({ name }, show) => `that came from ${show(name)}`,
}

/** "visits from Poland". */
const groupName = (among: Among, show: Show) => `visits ${names[among.by](among, show)}`

/** "96 % of visits from Poland", "all 4 visits from Poland". */
export function shareOfGroup(among: Among): string {
  const { visits, met } = among
  const group = groupName(among, visible)
  const isFew = visits < fewVisits
  if (met === visits) return isFew ? `all ${full(visits)} ${group}` : `all ${group}`
  return isFew ? `${full(met)} of ${full(visits)} ${group}` : `${percent(met / visits)} of ${group}`
}

/** "to nobody else", "in no other", "to 2 % of the others". */
export function shareOfOthers({ others: { visits, met } }: Among, to: 'to' | 'in'): string {
  if (met > 0) return `${to} ${percent(met / visits)} of the others`
  return to === 'to' ? 'to nobody else' : 'in no other'
}

/** "24 of 25 visits from Poland were affected, and 0 of 312 others." `show` makes a text of the log harmless. */
export function amongCounts(among: Among, show: Show = visible): string {
  const { visits, met, others } = among
  const counts = `${full(met)} of ${full(visits)} ${groupName(among, show)} were affected, and ${full(others.met)} of ${counted(others.visits, 'other')}.`
  return met < fewVisits ? `${counts} So few visits may not show everyone who is affected.` : counts
}
