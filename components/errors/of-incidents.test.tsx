import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { incident, noonMs } from '@/lib/orders/stories/testdata/incident'
import { hourMs } from '@/lib/time'
import { OfIncidents } from './url-failures'

const shown = (incidents: Incident[] | null, request = '/cafe/menu.php', hour = 0) => {
  const fromMs = noonMs + hour * hourMs
  const reading = { ok: true, incidents, report: null, readFromMs: 0, judged: null }
  const props = {
    incidents: { reading },
    view: { range: '3h', request },
    window: { fromMs, toMs: fromMs + hourMs, binMs: 60_000 },
    nowMs: noonMs + 4 * hourMs,
    zone: 'UTC',
  } as unknown as Parameters<typeof OfIncidents>[0]
  const html = renderToStaticMarkup(<OfIncidents {...props} />)
  return { text: html.replace(/<[^>]+>/g, ''), html }
}

test('a request leads to the incident that it is to blame for, also when nothing is said of it now', () => {
  const { text, html } = shown([incident()])
  expect(text).toBe('Its incident in this period: 11:57, 63 min.')
  expect(html).toMatch(/href="\/incidents\/2026-11-20T12/)
})

test('several are all named, and one that goes on says so', () => {
  const another = incident({ id: '2026-11-20T12:30Z', fromMs: noonMs + hourMs / 2, untilMs: null })
  expect(shown([another, incident()]).text).toBe(
    'Its incidents in this period: 12:30, 3.5 h, goes on; 11:57, 63 min.',
  )
})

test.each([
  ['of another request', [incident()], '/cafe', 0],
  ['of another time', [incident()], '/cafe/menu.php', 2],
  ['that are not known', null, '/cafe/menu.php', 0],
])('nothing is said of incidents %s', (_, incidents, request, hour) => {
  expect(shown(incidents, request, hour).html).toBe('')
})
