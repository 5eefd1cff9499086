import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { defaultSite } from '@/lib/site'
import { type Draft, firstDraft } from './draft'
import { Worth } from './worth'

const draft = firstDraft(defaultSite, [], false)

function currenciesOf(change: Partial<Draft>) {
  const html = renderToStaticMarkup(
    <Worth draft={{ ...draft, ...change }} change={() => {}} problems={[]} />,
  )
  return [...html.matchAll(/<option value="(\w+)"[^>]*>([^<]*)</g)].map(([, code, text]) => ({
    code,
    text,
  }))
}

test('every currency can be chosen once, by its name, the one of the shop first', () => {
  const shown = currenciesOf({ currency: 'THB' })
  expect(shown[0]).toEqual({ code: 'THB', text: 'THB · Thai Baht' })
  expect(shown.map(({ code }) => code).sort()).toEqual(Intl.supportedValuesOf('currency').sort())
})

test('a currency of the site file that is not known here stays', () => {
  expect(currenciesOf({ currency: 'QQQ' })[0]?.code).toBe('QQQ')
})

test.each([
  ['cafe' as const, /counts as one of the café’s own average/],
  [null, /a loss is stated in orders only/],
])('without a value, with the steps of %s', (preset, words) => {
  const html = renderToStaticMarkup(
    <Worth draft={{ ...draft, preset, averageOrder: '' }} change={() => {}} problems={[]} />,
  )
  expect(html.replace(/<[^>]+>/g, '')).toMatch(words)
})
