import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { incident, noonMs } from '@/lib/orders/stories/testdata/incident'
import { hourMs, minuteMs } from '@/lib/time'
import { Address } from './actions'
import { Facts } from './facts'

const shown = (more: Partial<Incident>) =>
  renderToStaticMarkup(<Facts incident={incident(more)} nowMs={noonMs + 2 * hourMs} zone="UTC" />)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

describe('the numbers of an incident', () => {
  test('name the day, as on paper, also on the same day', () => {
    expect(shown({})).toContain(
      'Began Fri 20 Nov 11:57 first said Fri 20 Nov 12:00 Lasted 63 min until Fri 20 Nov 13:00',
    )
  })

  test.each<[Partial<Incident>, string]>([
    [{ untilMs: null }, 'Lasted 2 h goes on: no all-clear yet'],
    [
      { untilMs: null, seemsOverMs: noonMs + 7 * minuteMs },
      'Lasted 10 min last seen Fri 20 Nov 12:07, not known to be over',
    ],
  ])('say what is known of the end: %o', (more, said) => {
    expect(shown(more)).toContain(said)
  })
})

test('a printed incident has its day and year, in the zone of its times', () => {
  const late = incident({ fromMs: Date.parse('2026-12-31T23:30:00Z') })
  expect(renderToStaticMarkup(<Address incident={late} zone="Europe/Berlin" />)).toMatch(
    /times in Europe\/Berlin \(UTC\+1\)\. It began on Fri 1 Jan 2027\./,
  )
})
