import { chanceOfSoMany } from '@/lib/orders/expected/distributions'

export type Trait = 'country' | 'browser' | 'referrer'
export const traits: readonly Trait[] = ['country', 'browser', 'referrer']

/** People's visits that asked for a request, and those of them that met its failure. */
export interface Meeting {
  visits: number
  met: number
}

/** Visits that have one thing in common: a country (ISO 3166-1 alpha-2), a browser, or the host of the referrer. */
export interface Group extends Meeting {
  by: Trait
  value: string
}

const countryNames = new Intl.DisplayNames('en', { type: 'region' })

function nameOf({ by, value }: Pick<Group, 'by' | 'value'>): string {
  return by === 'country' && /^[A-Z]{2}$/.test(value) ? (countryNames.of(value) ?? value) : value
}

/** A group that meets a failure, beside the other visits that asked for the same in the same time. */
export interface Among extends Group {
  /** The value as people read it, found once by the server: browsers name countries otherwise. */
  name: string
  others: Meeting
}

/** What is said of the cause: `{ country: 'PL' }`. */
export type AmongJson = Partial<Record<Trait, string>>

export const amongJson = ({ by, value }: Among): AmongJson => ({ [by]: value })

const leastMet = 3
/** Of all that meet it: less where nearly all of the group do, since some others are mistaken, or bots. */
const leastPart = 0.8
const wholeGroup = { share: 0.9, leastPart: 0.6 }
const timesAsOften = 3
// Each minute every group is tried; so often a group is named that chance alone made.
const byChance = 0.001

/** The group that meets almost all of the failures, and so much more often than the others that it is no chance. */
export function distinctGroup(groups: readonly Group[], all: Meeting): Among | null {
  let best: Among | null = null
  let least = byChance / Math.max(1, groups.length)
  for (const { by, value, visits, met } of groups) {
    const part = met >= wholeGroup.share * visits ? wholeGroup.leastPart : leastPart
    if (met < leastMet || met < part * all.met) continue
    const others = { visits: all.visits - visits, met: all.met - met }
    if (others.met * visits * timesAsOften > met * others.visits) continue
    const chance = chanceOfSoMany(met, { drawn: visits, marked: all.met, all: all.visits })
    if (chance >= least) continue
    best = { by, value, name: nameOf({ by, value }), visits, met, others }
    least = chance
  }
  return best
}
