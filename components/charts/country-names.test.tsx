import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { CountryNames } from '@/components/shell/country-names'
import { countries } from '@/lib/countries'
import { WorldMap } from './world-map'

const rows = ['DE', 'XX'].map((country) => ({ country, requests: 5, orders: 1, failed: 0 }))

test('map and table name a country as the server does, and one without a name by its code', () => {
  const html = renderToStaticMarkup(
    <CountryNames
      countries={{
        names: { DE: 'The name that the server sent' },
        codes: { '276': 'DE' },
        centres: {},
      }}
    >
      <WorldMap rows={rows} hrefOf={(country) => `/?country=${country}`} />
    </CountryNames>,
  )
  expect(html).toContain('aria-label="The name that the server sent: 5 requests, 1 orders"')
  expect(html).toContain('<a href="/?country=DE">The name that the server sent</a>')
  expect(html).toContain('<a href="/?country=XX">XX</a>')
})

test('a country without a shape that can be seen is a dot, and one without either is named', () => {
  const small = ['DE', 'SG', 'LU', 'RE'].map((country) => ({
    country,
    requests: 5,
    orders: 1,
    failed: 0,
  }))
  const html = renderToStaticMarkup(
    <CountryNames countries={countries()}>
      <WorldMap rows={small} hrefOf={(country) => `/?country=${country}`} />
    </CountryNames>,
  )
  const marks = [
    ...html.matchAll(/aria-label="(\w+): 5 requests[^>]*><title>[^<]*<\/title><(\w+)/g),
  ]
  expect(marks.map(([, name, mark]) => [name, mark])).toEqual([
    ['Germany', 'path'],
    ['Singapore', 'circle'],
    ['Luxembourg', 'circle'],
  ])
  expect(html).toContain('not on the map: Réunion')
})
