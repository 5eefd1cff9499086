import { describe, expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { type CafeStory, cafeLog, moment, newNumbers } from './testdata/cafe'
import { tell } from './testdata/tell'

const ten = moment(2, '10:00')
const two = moment(2, '14:00')
const five = moment(2, '17:00')

/** What is said of a café whose log has one line of five from ten o’clock on. */
function sampled(story: Partial<CafeStory> = {}) {
  const draw = newNumbers(3)
  const log = cafeLog({ untilMs: five, ...story })
    .sort((a, b) => a.timeMs - b.timeMs)
    .filter(({ timeMs }) => timeMs < ten || draw() < 0.2)
  return tell(log, ten, five)
}

const maySample = ({ headline }: { headline: string }) => headline.includes('may be sampled')

describe('from ten o’clock on a log has one line of five', () => {
  test('orders do not stop: it is not known, and said why', () => {
    const said = sampled()
    expect(said.filter(({ tone }) => tone === 'trouble').map(({ headline }) => headline)).toEqual(
      [],
    )
    const last = said.at(-1)
    expect(last).toMatchObject({ kind: 'quiet', tone: 'unknown', lostOrders: null })
    expect(last?.headline).toMatch(
      /^Since 10:[0-2]\d only [12]\d\s% of the usual lines come, and visits in pieces: the log may be sampled or incomplete\.$/,
    )
  })

  test('then every order fails: that is said', () => {
    const said = sampled({
      answer: (method, _, atMs) => (method === 'POST' && atMs >= two ? 500 : 200),
    })
    expect(said.find(({ tone }) => tone === 'trouble')?.atMs).toBeGreaterThan(two)
    expect(said.at(-1)?.culprit).toMatchObject({ request: '/cafe/processOrder.php', status: 500 })
  })
})

test('one visitor of five comes: visits are whole, and so is the log', () => {
  const log = cafeLog({
    untilMs: five,
    visitsAnHour: (hour, atMs) => (atMs >= ten ? 12 : hour < 8 || hour >= 22 ? 2 : 60),
  })
  expect(tell(log, ten, five).some(maySample)).toBe(false)
})

describe('from ten o’clock on a cache answers the pages, and the log has files and orders alone', () => {
  const cached = (buyers: CafeStory['buyers']) =>
    tell(
      cafeLog({ untilMs: five, buyers }).filter(
        ({ timeMs, method, path }) => timeMs < ten || method === 'POST' || path.endsWith('.css'),
      ),
      ten,
      five,
    )

  test('as many orders come as ever: calm, and it says what is missing', () => {
    const said = cached(() => 0.4)
    const last = said.at(-1)
    const later = said.filter(({ atMs }) => atMs > ten + 15 * minuteMs)
    expect(later.filter(({ tone }) => tone === 'trouble')).toEqual([])
    expect(last).toMatchObject({ kind: 'ok', tone: 'calm' })
    expect(last?.details.at(-1)).toMatch(/^Since 10:\d\d only .* of the usual lines come/)
  })

  test('then hardly any comes: it is not calm', () => {
    const said = cached((atMs) => (atMs >= two ? 0.05 : 0.4))
    expect(said.at(-1)?.tone).not.toBe('calm')
  })
})
