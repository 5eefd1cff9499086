import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Preview } from '@/lib/setup/proposal'
import { defaultSite } from '@/lib/site'
import { dayMs, hourMs } from '@/lib/time'
import { type Draft, firstDraft } from './draft'
import type { FieldProblem } from './page-words'
import { Said } from './said'
import type { Previewed } from './use-preview'
import type { Saving } from './use-save'
import type { SavedSite } from './use-saved-site'

const nowMs = Date.UTC(2026, 10, 20, 9)
const today = Date.UTC(2026, 10, 20)
const preview: Preview = {
  fromMs: today - dayMs,
  toMs: today,
  zone: 'UTC',
  isDay: true,
  visits: 18_120,
  orders: 889,
  matched: 892,
  repeats: 3,
  perHour: Array.from({ length: 24 }, () => 37),
  closed: Array.from({ length: 24 }, () => false),
  steps: [{ name: 'order', visits: 889, requests: 6_000, nearest: [] }],
}
const draft: Draft = {
  ...firstDraft(defaultSite, [], true),
  averageOrder: '8,4',
}
const here: SavedSite = { from: 'default', canSave: true, why: null, site: {} }

interface Given {
  draft?: Draft
  previewed?: Partial<Previewed>
  saved?: SavedSite
  saving?: Saving
  problems?: readonly FieldProblem[]
}

function said({
  draft: one = draft,
  previewed,
  saved = here,
  saving = { state: 'idle' },
  problems = [],
}: Given) {
  const html = renderToStaticMarkup(
    <Said
      {...{ draft: one, saved, saving, nowMs }}
      previewed={{ preview, isPending: false, wrong: null, ...previewed }}
      currency="EUR"
      problems={problems}
      onSave={() => {}}
    />,
  )
  const text = html
    .replace(/<svg.*<\/svg>/s, '')
    .replace(/<[^>]+>/g, '')
    .replace(/\u00a0/g, ' ')
  return { text, canSave: !/<button[^>]* disabled/.test(html) }
}

test('yesterday, with its share of visits and its money', () => {
  const { text, canSave } = said({})
  expect(text).toContain(
    'With this, yesterday had 889 orders from 18,120 visits: 4.9 %, about €7,468.',
  )
  expect(text).toContain('892 requests matched, 3 repeats counted once.')
  expect(canSave).toBe(true)
})

test.each<[what: string, given: Given, sentence: string]>([
  [
    'an older day by its name',
    { previewed: { preview: { ...preview, fromMs: today - 3 * dayMs, toMs: today - 2 * dayMs } } },
    'With this, Tue 17 Nov had 889 orders',
  ],
  [
    'a log without a whole day',
    {
      previewed: {
        preview: { ...preview, isDay: false, fromMs: today, toMs: today + 9 * hourMs },
      },
    },
    'With this, the 9 hours of the log to Fri 20 Nov 09:00 had 889 orders',
  ],
  [
    'no money where nobody has said what an order is worth',
    { draft: { ...draft, averageOrder: '' } },
    '18,120 visits: 4.9 %.',
  ],
  [
    'no order: no share',
    { previewed: { preview: { ...preview, orders: 0, matched: 0, repeats: 0 } } },
    'had 0 orders from 18,120 visits.',
  ],
  [
    'the day of the zone that it was counted in',
    {
      previewed: {
        preview: {
          ...preview,
          fromMs: today - 53.5 * hourMs,
          toMs: today - 29.5 * hourMs,
          zone: 'Asia/Kolkata',
        },
      },
    },
    'With this, Wed 18 Nov had 889 orders',
  ],
  [
    'visits that cannot be told apart',
    { previewed: { preview: { ...preview, orders: 18, visits: 0 } } },
    'had 18 orders, about €151.892 requests matched, 3 repeats counted once. Visits cannot be told apart',
  ],
  ['nothing known yet', { previewed: { preview: null, isPending: true } }, 'Counting …'],
  [
    'nothing to count it from',
    { previewed: { preview: null } },
    'There is nothing to count it from yet.',
  ],
  ['nothing chosen', { draft: { ...draft, steps: [] } }, 'Nothing is chosen as an order.'],
  [
    'not saved',
    {
      saving: { state: 'refused', wrong: { message: '', problems: [] }, asked: 'save' },
      problems: [{ path: ['recipients', '0', 'url'], text: 'Webhook: write an address.' }],
    },
    'Not saved.Webhook: write an address.',
  ],
  [
    'saved',
    { saving: { state: 'saved', what: 'way', toDo: null } },
    '✓ Saved. CafeWatch watches this from now on. It may first read the last 15 days of the log, to learn what is usual: the overview shows how far it is. Go to the overview',
  ],
])('%s', (_, given, sentence) => {
  expect(said(given).text).toContain(sentence)
})

test.each<[what: string, given: Given]>([
  ['nothing is chosen', { draft: { ...draft, steps: [] } }],
  ['the amount is none', { draft: { ...draft, averageOrder: 'much' } }],
  [
    'the server does not take it',
    { previewed: { wrong: { message: 'steps: two are called "a"', problems: [] } } },
  ],
  ['it is being saved', { saving: { state: 'running' } }],
])('nothing is saved while %s', (_, given) => {
  expect(said(given).canSave).toBe(false)
})

test('where nothing can be saved, it says why', () => {
  const saved = { ...here, canSave: false, why: 'The site file shop.json rules.' }
  const { text, canSave } = said({ saved })
  expect(text).toContain('It cannot be saved here. The site file shop.json rules.')
  expect(canSave).toBe(false)
})

test('nothing is counted of an order that is not understood', () => {
  const { text, canSave } = said({ draft: { ...draft, isUnread: true } })
  expect(text).toContain('No order is named yet.')
  expect(text).not.toMatch(/889|892/)
  expect(canSave).toBe(false)
})

test('why no site file was made is not said as though it had been saved', () => {
  const wrong = { message: 'wrong', problems: [] }
  const { text } = said({ saving: { state: 'refused', wrong, asked: 'download' } })
  expect(text).toContain('No site file was made.')
  expect(text).not.toContain('Not saved')
})
