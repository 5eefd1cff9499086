import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { CountryNames } from '@/components/shell/country-names'
import { WorldMap } from './world-map'

const rows = ['DE', 'XX'].map((country) => ({ country, requests: 5, orders: 1, failed: 0 }))

test('map and table name a country as the server does, and one without a name by its code', () => {
  const html = renderToStaticMarkup(
    <CountryNames
      countries={{ names: { DE: 'The name that the server sent' }, codes: { '276': 'DE' } }}
    >
      <WorldMap rows={rows} hrefOf={(country) => `/?country=${country}`} />
    </CountryNames>,
  )
  expect(html).toContain('aria-label="The name that the server sent: 5 requests, 1 orders"')
  expect(html).toContain('<a href="/?country=DE">The name that the server sent</a>')
  expect(html).toContain('<a href="/?country=XX">XX</a>')
})
