import { describe, expect, test } from 'vitest'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-watch'
import { minuteMs } from '@/lib/time'
import { newIncidentLog } from './incidents'
import { at, candidate, context, state } from './testdata/states'

/** The incidents of successive minutes, the oldest first, as `from–until kind request: lost [failed]`, in minutes. */
function incidentsOf(...states: ShopState[]) {
  const log = newIncidentLog(context)
  for (const one of states) log.see(one)
  const minutes = (ms: number | null) => (ms === null ? '' : (ms - at(0)) / minuteMs)
  return log
    .incidents()
    .toReversed()
    .map(({ fromMs, untilMs, report, blamed }) => {
      const { kind, culprit, lostOrders } = report
      const failed = blamed.map(({ request }) => request).join(' ')
      const of = culprit ? ` ${culprit.request}` : ''
      return `${minutes(fromMs)}–${minutes(untilMs)} ${kind}${of}: ${lostOrders?.estimate ?? '?'} [${failed}]`
    })
}

const lost = (estimate: number) => ({ low: 0, estimate, high: 2 * estimate })
const kasse = (minute: number, more: Partial<Candidate> = {}) =>
  candidate({
    ...{ key: '2 POST', method: 'POST', path: '/kasse', step: 2, sinceMs: at(5) },
    ...{ lastMs: at(Math.min(minute - 0.5, 11)), lost: lost(6), ...more },
  })
const stray = (more: Partial<Candidate> = {}) =>
  candidate({
    ...{ key: '/riesling', path: '/riesling', step: -1, sinceMs: at(14), lastMs: at(14) },
    ...{ lost: lost(1), visits: 3, failures: 3, ...more },
  })

const failing = (minute: number, culprit: Candidate, ...others: Candidate[]) =>
  state(minute, {
    ...{ kind: 'failing', sinceMs: culprit.sinceMs, culprit },
    ...{ candidates: [culprit, ...others], lost: culprit.lost },
  })
const stopped = (minute: number, culprit: Candidate | null = null, sinceMs = at(5)) =>
  state(minute, {
    ...{ kind: 'orders-stopped', sinceMs, orders: 0, lastOrderMs: at(4), culprit },
    ...{ candidates: culprit ? [culprit] : [], lost: lost(6) },
  })
const silent = (minute: number, sinceMs = at(29)) =>
  state(minute, { kind: 'no-traffic', sinceMs, lastLineMs: sinceMs, lost: lost(5) })
const unproven = (minute: number) =>
  state(minute, { kind: 'quiet', unprovenMs: at(minute - 1), orders: 0 })

const each = (from: number, to: number, of: (minute: number) => ShopState) =>
  Array.from({ length: to - from + 1 }, (_, minute) => of(from + minute))

const outage = [failing(8, kasse(8)), ...each(9, 13, (minute) => stopped(minute, kasse(minute)))]

describe('an incident is one trouble', () => {
  test('an outage, strays after it, and a silence are three', () => {
    const found = incidentsOf(
      ...outage,
      // It is not known yet that the first is over.
      ...each(15, 16, (minute) => failing(minute, stray(), kasse(minute))),
      ...each(17, 32, (minute) => failing(minute, stray())),
      ...each(33, 34, (minute) => silent(minute)),
      ...each(35, 36, unproven),
      state(37),
    )
    expect(found).toEqual([
      '5–11 orders-stopped /kasse: 6 [/kasse]',
      '14–14 failing /riesling: 1 [/riesling]',
      '29–34 no-traffic: 5 []',
    ])
  })

  test.each<[what: string, states: ShopState[], said: string[]]>([
    [
      'what began while the first still failed is of it',
      [
        ...outage,
        failing(14, stray({ sinceMs: at(10) }), kasse(14)),
        ...each(15, 17, (minute) => failing(minute, stray({ sinceMs: at(10), lastMs: at(16) }))),
        state(18),
      ],
      ['5–16 orders-stopped /kasse: 6 [/kasse /riesling]'],
    ],
    [
      'what began when the first seemed over is of it where that fails again',
      [
        ...outage,
        failing(15, stray(), kasse(15)),
        ...each(16, 20, (minute) => failing(minute, kasse(minute, { lastMs: at(15.5) }), stray())),
        state(21),
      ],
      ['5–15.5 orders-stopped /kasse: 6 [/kasse /riesling]'],
    ],
    [
      'strays that fail no more when the first is over are not of it',
      [...outage, ...each(15, 16, (minute) => failing(minute, kasse(minute), stray())), state(17)],
      ['5–11 orders-stopped /kasse: 6 [/kasse]'],
    ],
    [
      'strays that were blamed before the first was known to be over are another',
      [...outage, ...each(15, 18, (minute) => failing(minute, stray(), kasse(minute))), state(19)],
      ['5–11 orders-stopped /kasse: 6 [/kasse]', '14–14 failing /riesling: 1 [/riesling]'],
    ],
    [
      'what fails long after the first, which nobody has asked for since, is another',
      [
        ...outage,
        ...each(60, 63, (minute) =>
          failing(
            minute,
            stray({ sinceMs: at(58), lastMs: at(minute - 0.5) }),
            kasse(minute, { isUnasked: true }),
          ),
        ),
      ],
      ['5–11 orders-stopped /kasse: 6 [/kasse]', '58– failing /riesling: 1 [/riesling]'],
    ],
    [
      'orders that are missing after a request had failed are another',
      [
        ...each(8, 12, (minute) => failing(minute, kasse(minute))),
        ...each(14, 30, (minute) => stopped(minute, null, at(12))),
        state(31),
      ],
      ['5–11 failing /kasse: 6 [/kasse]', '12–31 orders-stopped: 6 []'],
    ],
    [
      'orders that are missing, and what is found to fail since, are one',
      [
        ...each(8, 20, (minute) => stopped(minute)),
        ...each(21, 30, (minute) => stopped(minute, kasse(minute, { lastMs: at(minute - 0.5) }))),
        state(31),
      ],
      ['5–29.5 orders-stopped /kasse: 6 [/kasse]'],
    ],
    [
      'what fails once lines come again is another than the silence',
      [
        ...each(33, 40, (minute) => silent(minute)),
        ...each(43, 46, (minute) =>
          failing(minute, kasse(minute, { sinceMs: at(40.5), lastMs: at(minute - 0.5) })),
        ),
        state(47),
      ],
      ['29–40 no-traffic: 5 []', '40.5–45.5 failing /kasse: 6 [/kasse]'],
    ],
    [
      'the same orders are missing in a silence and for some minutes after it, and are counted once',
      [
        ...each(33, 40, (minute) => silent(minute)),
        ...each(41, 42, (minute) => stopped(minute, null, at(29))),
        ...each(43, 46, (minute) =>
          failing(minute, kasse(minute, { sinceMs: at(41), lastMs: at(minute - 0.5) })),
        ),
      ],
      ['29–40 no-traffic: 5 []', '41– failing /kasse: 6 [/kasse]'],
    ],
    [
      'what failed before a silence and fails after it is one, and the silence another',
      [
        ...each(8, 29, (minute) => failing(minute, kasse(minute, { lastMs: at(minute - 0.5) }))),
        ...each(33, 40, (minute) => silent(minute)),
        ...each(43, 46, (minute) =>
          failing(minute, kasse(minute, { lastMs: at(minute - 0.5), lost: lost(9) })),
        ),
        state(47),
      ],
      ['5–45.5 failing /kasse: 9 [/kasse]', '29–40 no-traffic: 5 []'],
    ],
    [
      'orders that are missing in a silence and after it are of it, whatever failed before',
      [
        ...each(8, 29, (minute) => failing(minute, kasse(minute, { lastMs: at(minute - 0.5) }))),
        ...each(33, 40, (minute) => silent(minute)),
        ...each(41, 42, (minute) => stopped(minute, null, at(28))),
        state(43),
      ],
      ['5–28.5 failing /kasse: 6 [/kasse]', '29–40 no-traffic: 6 []'],
    ],
    [
      'a silence after an all-clear of another is not the same one',
      [
        ...each(33, 36, (minute) => silent(minute)),
        state(38),
        ...each(44, 47, (minute) => silent(minute, at(40))),
      ],
      ['29–36 no-traffic: 5 []', '40– no-traffic: 5 []'],
    ],
  ])('%s', (_, states, said) => {
    expect(incidentsOf(...states)).toEqual(said)
  })

  test('no two count the same minutes', () => {
    const log = newIncidentLog(context)
    const strays = each(17, 32, (minute) => failing(minute, stray()))
    const silence = each(33, 34, (minute) => silent(minute))
    for (const one of [...outage, ...strays, ...silence]) log.see(one)
    // A visit comes a minute.
    expect(log.incidents().map(({ visits }) => visits)).toEqual([5, 1, 6])
  })
})
