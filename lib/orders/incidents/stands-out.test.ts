import { describe, expect, test } from 'vitest'
import type { OutcomesBy, RequestOutcome } from '@/lib/queries/request-outcomes'
import { type Outcomes, referrerName, whatStandsOut } from './stands-out'

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36'
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1'

const row = (value: string | null, status: number, clients: number): RequestOutcome => ({
  value,
  status: String(status),
  requests: clients * 2,
  clients,
})
const nobody = { during: [], before: [] }
const of = (by: OutcomesBy, during: RequestOutcome[], before: RequestOutcome[] = []): Outcomes => ({
  ...{ browser: { during, before }, country: nobody, referrer: nobody },
  [by]: { during, before },
})
const says = (by: OutcomesBy, during: RequestOutcome[], before: RequestOutcome[] = []) => {
  const found = whatStandsOut(of(by, during, before), 500, (code) => `the ${code}`)
  return found.comparisons.find((one) => one.by === by)?.says
}

describe('what stands out', () => {
  test('a browser that fails while others are answered', () => {
    const during = [
      row(safari, 500, 96),
      row(chrome, 500, 4),
      row(safari, 200, 26),
      row(chrome, 200, 74),
    ]
    expect(says('browser', during)).toBe('Safari: 96 % against 26 %.'.replaceAll(' %', '\u00a0%'))
    const found = whatStandsOut(of('browser', during), 500, String)
    expect(found).toMatchObject({ against: 'during' })
    expect(found.comparisons[0]).toMatchObject({ met: 100, others: 100, left: 0 })
    expect(found.comparisons[0]?.groups.map(({ name, standsOut }) => [name, standsOut])).toEqual([
      ['Safari', true],
      ['Chrome', false],
    ])
  })

  test('nobody where all met it, as those of the day before came', () => {
    const during = [row(safari, 500, 250), row(chrome, 500, 580), row(chrome, 200, 1)]
    const before = [row(safari, 200, 2600), row(chrome, 200, 5700)]
    const found = whatStandsOut(
      {
        ...of('browser', during, before),
        country: { during, before },
        referrer: { during, before },
      },
      500,
      String,
    )
    expect(found.against).toBe('before')
    expect(found.says).toBe(
      'Nobody is hit more than others: it is the request itself, not a browser, a country or a referrer.',
    )
  })

  test.each<[string, RequestOutcome[], RequestOutcome[], string]>([
    [
      'few that met it',
      [row('DE', 500, 8)],
      [row('AT', 200, 900)],
      'Only 8 clients were affected: too few to tell.',
    ],
    [
      'one that met it',
      [row('DE', 500, 1)],
      [row('AT', 200, 900)],
      'Only 1 client was affected: too few to tell.',
    ],
    [
      'few others',
      [row('DE', 500, 80)],
      [row('AT', 200, 3)],
      'Only 3 others to compare with: too few to tell.',
    ],
    ['none at all', [], [], 'No line of it is in the log: nobody can be compared.'],
    [
      'a share that chance explains',
      [row('DE', 500, 15), row('AT', 500, 6)],
      [row('DE', 200, 20), row('AT', 200, 2)],
      'Alike.',
    ],
    [
      'a country',
      [row('DE', 500, 90), row('AT', 500, 10)],
      [row('DE', 200, 300), row('AT', 200, 700)],
      'the DE: 90\u00a0% against 30\u00a0%.',
    ],
    [
      'a country of another time of day',
      [row('DE', 500, 80), row('AU', 500, 20)],
      [row('DE', 200, 970), row('AU', 200, 30)],
      'Alike.',
    ],
  ])('%s', (_, during, before, sentence) => {
    expect(says('country', during, before)).toBe(sentence)
  })
})

test('the group that is named already stands out, however few its clients are', () => {
  const during = [row('FR', 500, 19), row('RE', 200, 40), row('DE', 200, 17)]
  const others = { visits: 70, met: 0 }
  const group = { by: 'country', value: 'FR', name: 'France', visits: 25, met: 24, others } as const
  const found = whatStandsOut(of('country', during), 500, (code) => `the ${code}`, group)
  const verdict = '24 of 25 visits from France were affected, and 0 of 70 others.'
  expect(found.says).toBe(verdict)
  const { says: country, groups } = found.comparisons[1] ?? {}
  expect(country).toBe(verdict)
  expect(groups?.filter(({ standsOut }) => standsOut).map(({ name }) => name)).toEqual(['the FR'])
})

test.each([
  [null, 'no referrer'],
  ['-', 'no referrer'],
  ['https://shop.example/cafe?session=1#top', 'shop.example/cafe'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  [`https://a.example/${'x'.repeat(200)}`, `a.example/${'x'.repeat(70)}…`],
])('the referrer %s is called %s', (referrer, name) => {
  expect(referrerName(referrer)).toBe(name)
})
