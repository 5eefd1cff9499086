import { describe, expect, test } from 'vitest'
import type { Alternative, OrderCandidate } from '@/lib/setup/proposal'
import { readMatch } from '@/lib/setup/written-match'
import type { Step } from '@/lib/shop/steps'
import { defaultSite } from '@/lib/site'
import {
  type Draft,
  firstDraft,
  isTaken,
  isUnfinished,
  membersOf,
  wayIn,
  withAlternative,
  withCandidate,
  withMoved,
  withPreset,
  withSteps,
  withTypedOrder,
  worthProblem,
} from './draft'

const orderOf = (...texts: string[]): Step => ({
  name: 'order',
  match: texts.flatMap((text) => {
    const read = readMatch(text)
    return 'match' in read ? [read.match] : []
  }),
})
const candidate: OrderCandidate = {
  text: 'GET /fr/commande/*/merci',
  status: 200,
  preset: null,
  steps: [{ name: 'landing', match: [{ path: '/fr' }] }, orderOf('GET /fr/commande/*/merci')],
  alternatives: [],
  orderId: '/fr/commande/{id}/merci',
  openingHours: null,
  orders: 7,
  perDay: 1,
  share: 0.1,
  why: [],
  isLikely: true,
  sample: null,
}
const chosen = firstDraft(defaultSite, [candidate], false)
const typed = (draft: Draft, ...texts: string[]) =>
  withSteps(draft, [...draft.steps.slice(0, -1), orderOf(...texts)])

describe('where the number of an order stands', () => {
  test('follows the requests of the order, and is previewed and saved alike', () => {
    const draft = typed(chosen, 'GET /*/commande/*/merci')
    expect(membersOf(draft).orderId).toBe('/*/commande/{id}/merci')
    expect(wayIn(draft)).toMatchObject({ orderId: '/*/commande/{id}/merci' })
  })

  test('is found again after what was typed on the way had none', () => {
    const between = typed(chosen, 'GET /*')
    expect(typed(between, 'GET /*/commande/*/merci').orderId).toBe('/*/commande/{id}/merci')
    expect(typed(between, 'GET /fr/commande/*/merci').orderId).toBe('/fr/commande/{id}/merci')
  })

  test('stays when another step is changed, of a shop system too', () => {
    const [first, ...others] = withPreset(chosen, 'prestashop').steps
    if (!first) throw new Error('The shop system has no steps.')
    const draft = withSteps(withPreset(chosen, 'prestashop'), [{ ...first, name: 'a' }, ...others])
    expect(draft.orderId).toEqual(withPreset(chosen, 'prestashop').orderId)
    expect(draft.preset).toBeNull()
  })
})

test('a step is moved among those before the order, which stays the last', () => {
  const step = (name: string) => ({ name, match: [{ method: 'GET', path: `/${name}` }] })
  const draft = withSteps(chosen, [step('a'), step('b'), step('c'), step('order')])
  const names = (at: number, by: number) => withMoved(draft, at, by).steps.map(({ name }) => name)
  expect(names(2, -1)).toEqual(['a', 'c', 'b', 'order'])
  expect(names(0, 1)).toEqual(['b', 'a', 'c', 'order'])
  expect(names(0, -1)).toEqual(['a', 'b', 'c', 'order'])
  expect(names(2, 1)).toEqual(['a', 'b', 'c', 'order'])
})

describe('an order of several requests', () => {
  const alternative = (code: string): Alternative => ({
    match: { method: 'GET', path: `/${code}/thanks/*` },
    orderId: `/${code}/thanks/{id}`,
    ...{ orders: 7, perDay: 1, share: 0.05 },
  })
  const [de, fr] = [alternative('de'), alternative('fr')]
  const both: OrderCandidate = {
    ...candidate,
    text: 'GET /de/thanks/* and 1 other',
    steps: [candidate.steps[0] as Step, orderOf('GET /de/thanks/*', 'GET /fr/thanks/*')],
    alternatives: [de, fr],
    orderId: ['/de/thanks/{id}', '/fr/thanks/{id}'],
  }
  const draft = firstDraft(defaultSite, [both], false)
  const orderIn = ({ steps }: Draft) => steps.at(-1)?.match.map(({ path }) => path)

  test('is all of them first', () => {
    expect([de, fr].map((one) => isTaken(draft, one))).toEqual([true, true])
  })

  test('loses one, with the place of its number, and takes it in again', () => {
    const without = withAlternative(draft, de, both)
    expect(orderIn(without)).toEqual(['/fr/thanks/*'])
    expect(without).toMatchObject({ choice: 0, orderId: '/fr/thanks/{id}' })
    expect(without.steps[0]).toEqual(both.steps[0])
    const again = withAlternative(without, de, both)
    expect(orderIn(again)).toEqual(['/fr/thanks/*', '/de/thanks/*'])
    expect(again.orderId).toEqual(['/de/thanks/{id}', '/fr/thanks/{id}'])
  })

  test('keeps what was written in beside them', () => {
    const written = typed(draft, 'GET /de/thanks/*', 'GET /fr/thanks/*', 'POST /by-phone')
    expect(orderIn(withAlternative(written, fr, both))).toEqual(['/de/thanks/*', '/by-phone'])
  })
})

test('a name that is only blanks is no name', () => {
  expect(membersOf({ ...chosen, name: ' Tickets ' }).name).toBe('Tickets')
  expect(membersOf({ ...chosen, name: '  ' }).name).toBeNull()
})

describe('an order that is typed', () => {
  const read = readMatch('POST /pay')
  if (!('match' in read)) throw new Error('It is not understood.')
  const way = (draft: Draft) => draft.steps.map(({ match: [first] }) => first?.path)

  test('is unread until it is understood, and nothing can be saved until then', () => {
    const unread = withTypedOrder(chosen, null)
    expect(unread).toMatchObject({ choice: 'another', isUnread: true, steps: [] })
    expect(isUnfinished(unread)).toBe(true)
    const understood = withTypedOrder(unread, read.match)
    expect([way(understood), isUnfinished(understood)]).toEqual([['/pay'], false])
  })

  test('keeps the steps before it while it is changed', () => {
    const before = withTypedOrder(withPreset(chosen, 'woocommerce'), read.match)
    const again = withTypedOrder(withTypedOrder(before, null), read.match)
    expect(way(again)).toEqual(way(before))
    expect(way(again).length).toBeGreaterThan(1)
  })

  test('is no more unread when something else is chosen', () => {
    expect(withCandidate(withTypedOrder(chosen, null), 0, candidate).isUnread).toBe(false)
  })
})

test.each([
  ['', 'EUR', ''],
  ['24,90', 'EUR', ''],
  ['1000000', 'EUR', ''],
  ['1000001', 'EUR', 'Write what one order is worth: €1,000,000 at most.'],
  ['1e9', 'EUR', 'Write an amount above zero, such as 24.90.'],
  ['0', 'EUR', 'Write an amount above zero, such as 24.90.'],
  ['-3', 'EUR', 'Write an amount above zero, such as 24.90.'],
  ['5000000', 'IDR', ''],
  ['5000000000', 'IDR', 'Write what one order is worth: IDR 1,000,000,000 at most.'],
])('an order worth %j in %s: %j', (averageOrder, currency, problem) => {
  expect(worthProblem({ ...chosen, averageOrder, currency })).toBe(problem)
})
