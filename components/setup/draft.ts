import { amount } from '@/lib/orders/words/money'
import { followOrderId, orderIdsOf } from '@/lib/setup/order-number'
import type { Alternative, OrderCandidate } from '@/lib/setup/proposal'
import { writeMatch } from '@/lib/setup/written-match'
import type { OpeningHours } from '@/lib/shop/opening-hours'
import { type PresetName, presets } from '@/lib/shop/presets'
import type { Match, OrderId, Step } from '@/lib/shop/steps'
import type { Site } from '@/lib/site'
import type { OwnRecipient } from './own-recipient'

/** Which request is the order: one of the candidates by its number, what is watched now, another, or none. */
export type Choice = number | 'current' | 'another' | 'none'

interface ChosenOrder {
  match: readonly Match[]
  orderId: OrderId | null
}

/** What is being set up, as far as it is decided. */
export interface Draft {
  choice: Choice
  /** Null when the steps are its own. */
  preset: PresetName | null
  steps: readonly Step[]
  orderId: OrderId | null
  /** What is typed as the order is not understood yet; the steps are those before it was typed. */
  isUnread: boolean
  /** The order as it was chosen, before its requests were changed. */
  chosen: ChosenOrder
  /** Null: at any time. */
  openingHours: OpeningHours | null
  /** As it is typed; empty when nobody has said. */
  averageOrder: string
  currency: string
  networks: readonly string[]
  agents: readonly string[]
  /** Parts of user agents that count as people's. */
  people: readonly string[]
  recipients: readonly OwnRecipient[]
  /** The shop's name; empty when nobody has said it. */
  name: string
}

const nothing = { preset: null, ...wayOf([], null) } as const

/** A way that was chosen as it is. */
function wayOf(steps: readonly Step[], orderId: OrderId | null) {
  return { steps, orderId, isUnread: false, chosen: { match: steps.at(-1)?.match ?? [], orderId } }
}

/** What stands there first: the site as it is watched, or the likeliest candidate when nobody has set it up. */
export function firstDraft(
  site: Site,
  candidates: readonly OrderCandidate[],
  isSetUp: boolean,
): Draft {
  const { networks, agents } = site.ignore
  const draft: Draft = {
    choice: 'none',
    ...nothing,
    openingHours: null,
    averageOrder: isSetUp && site.averageOrder !== null ? String(site.averageOrder) : '',
    currency: site.currency,
    networks,
    agents,
    people: site.people.agents,
    recipients: [],
    name: '',
  }
  if (isSetUp)
    return {
      ...draft,
      choice: site.steps.length === 0 ? 'none' : 'current',
      ...wayOf(site.steps, site.orderId ?? null),
      openingHours: site.openingHours ?? null,
    }
  const likely = candidates.findIndex(({ isLikely }) => isLikely)
  const candidate = candidates[likely]
  return candidate ? withCandidate(draft, likely, candidate) : draft
}

export const withCandidate = (draft: Draft, choice: number, one: OrderCandidate): Draft => ({
  ...draft,
  choice,
  preset: one.preset,
  ...wayOf(one.steps, one.orderId),
  openingHours: one.openingHours,
})

/** Whether an alternative is one of the requests that are the order. */
export function isTaken({ steps }: Draft, { match }: Alternative): boolean {
  const text = writeMatch(match)
  return steps.at(-1)?.match.some((one) => writeMatch(one) === text) ?? false
}

/** The order with one of its alternatives more, or less; the way to it stays. */
export function withAlternative(
  draft: Draft,
  one: Alternative,
  { alternatives }: OrderCandidate,
): Draft {
  const order = draft.steps.at(-1)
  if (!order) return draft
  const text = writeMatch(one.match)
  const match = isTaken(draft, one)
    ? order.match.filter((other) => writeMatch(other) !== text)
    : [...order.match, one.match]
  const steps = [...draft.steps.slice(0, -1), { ...order, match }]
  const taken = alternatives.filter((other) => isTaken({ ...draft, steps }, other))
  return { ...draft, preset: null, ...wayOf(steps, orderIdsOf(taken)) }
}

export const withPreset = (draft: Draft, preset: PresetName): Draft => ({
  ...draft,
  choice: 'another',
  preset,
  ...wayOf(presets[preset].steps, presets[preset].orderId ?? null),
})

/** The way that is watched, whatever else has been changed. */
export const withWatched = (
  draft: Draft,
  { choice, preset, steps, orderId, isUnread, chosen, openingHours }: Draft,
): Draft => ({ ...draft, choice, preset, steps, orderId, isUnread, chosen, openingHours })

export const textOf = (match: readonly Match[]) => match.map(writeMatch).join('\n')

/** The steps with one of them that much later, or earlier where it is less than 0; the last one stays the order. */
export function withMoved(draft: Draft, at: number, by: number): Draft {
  const { steps } = draft
  const [one, to] = [steps[at], at + by]
  if (!one || to < 0 || to >= steps.length - 1) return draft
  return withSteps(draft, steps.toSpliced(at, 1).toSpliced(to, 0, one))
}

/** Steps that were changed are no longer those of a shop system; the number of an order follows its requests. */
export function withSteps(draft: Draft, steps: readonly Step[]): Draft {
  const { match, orderId } = draft.chosen
  const order = steps.at(-1)?.match ?? []
  const isAsChosen = orderId === null || textOf(order) === textOf(match)
  return {
    ...draft,
    preset: null,
    steps,
    orderId: isAsChosen ? orderId : followOrderId(orderId, order),
  }
}

/**
 * A way whose order was typed, behind the steps of the one that was typed before: where it has a number is not
 * known. Null stands for what is not understood.
 */
export function withTypedOrder(draft: Draft, match: Match | null): Draft {
  const choice = 'another'
  const isGoingOn = draft.choice === choice
  if (match === null)
    return { ...(isGoingOn ? draft : withoutOrder(draft)), choice, preset: null, isUnread: true }
  const before = isGoingOn ? draft.steps.slice(0, -1) : []
  return {
    ...draft,
    choice,
    preset: null,
    ...wayOf([...before, { name: 'order', match: [match] }], null),
  }
}

export const withoutOrder = (draft: Draft): Draft => ({ ...draft, choice: 'none', ...nothing })

/** The way of a draft as the server reads it. */
export const wayIn = ({ preset, steps, orderId, openingHours, ...who }: Draft) => ({
  ...(preset ? { preset } : { steps, ...(orderId && { orderId }) }),
  ...(openingHours && { openingHours }),
  ignore: { networks: who.networks, agents: who.agents },
  people: { agents: who.people },
})

// In other currencies a million may be the price of a lunch; no more than the site file takes.
const strong = ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'AUD', 'NZD', 'SEK', 'NOK', 'DKK', 'PLN']
const mostOf = (currency: string) => (strong.includes(currency) ? 1e6 : 1e9)

/** What is wrong with what an order is worth; empty when all is well. */
export function worthProblem({ averageOrder, currency }: Draft): string {
  const text = averageOrder.trim().replace(',', '.')
  const isAmount = /^\d*\.?\d+$|^\d+\.$/.test(text) && Number(text) > 0
  if (text === '' || (isAmount && Number(text) <= mostOf(currency))) return ''
  return isAmount
    ? `Write what one order is worth: ${amount(mostOf(currency), currency)} at most.`
    : 'Write an amount above zero, such as 24.90.'
}

/** What an order is worth; null when it is not said, NaN when it is no amount. */
export function worthIn(draft: Draft): number | null {
  const text = draft.averageOrder.trim().replace(',', '.')
  if (worthProblem(draft) !== '') return Number.NaN
  return text === '' ? null : Number(text)
}

/** Whether something is typed that cannot be saved as it is. */
export const isUnfinished = (draft: Draft): boolean =>
  draft.isUnread || Number.isNaN(worthIn(draft))

/** A draft as members of a site file; null removes one. */
export function membersOf(draft: Draft): Record<string, unknown> {
  const { preset, steps, orderId, openingHours, currency, networks, agents, people, recipients } =
    draft
  const worth = worthIn(draft)
  return {
    preset,
    steps: preset ? null : steps,
    orderId: preset ? null : orderId,
    openingHours,
    ignore: networks.length + agents.length > 0 ? { networks, agents } : null,
    people: people.length > 0 ? { agents: people } : null,
    currency,
    ...(worth !== null && { averageOrder: worth }),
    recipients: recipients.length > 0 ? recipients : null,
    name: draft.name.trim() || null,
  }
}
