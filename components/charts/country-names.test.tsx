import { text } from 'node:stream/consumers'
import { renderToStaticMarkup } from 'react-dom/server'
import { prerenderToNodeStream } from 'react-dom/static'
import { expect, test } from 'vitest'
import { CountryNames } from '@/components/shell/country-names'
import { countryNames } from '@/lib/countries'
import { outlines, perPixel } from './outlines'
import { WorldMap } from './world-map'
import { drawWorld } from './world-outlines'

drawWorld()

const viewBox = { width: 940, height: 432 }
const rows = [{ country: 'DE', requests: 5, orders: 1, failed: 0 }]

/** What an outline is: `path`, or `circle` with its place on the map. */
function markOf(id: string) {
  const [, mark, x, y] =
    new RegExp(`<(\\w+) id="${id}"(?:[^>]* cx="(-?\\d+)" cy="(-?\\d+)")?`).exec(outlines()) ?? []
  return { mark, x: Number(x) / perPixel, y: Number(y) / perPixel }
}

test('the map names a country as the server does', () => {
  const html = renderToStaticMarkup(
    <CountryNames names={{ DE: 'The name that the server sent' }}>
      <WorldMap rows={rows} hrefOf={(country) => `/?country=${country}`} />
    </CountryNames>,
  )
  expect(html).toContain('aria-label="The name that the server sent: 5 requests, 1 orders"')
})

test('a country without a shape that can be seen is a dot, and one without either is named', () => {
  const small = ['DE', 'SG', 'LU', 'RE', 'ZZ'].map((country) => ({
    country,
    requests: 5,
    orders: 1,
    failed: 0,
  }))
  const html = renderToStaticMarkup(
    <CountryNames names={countryNames()}>
      <WorldMap rows={small} hrefOf={(country) => `/?country=${country}`} />
    </CountryNames>,
  )
  const marks = [
    ...html.matchAll(
      /aria-label="([^":]+): 5 requests[^>]*><title>[^<]*<\/title><use[^>]* href="#([\w-]+)"/g,
    ),
  ]
  expect(marks.map(([, name, id = '']) => [name, markOf(id).mark])).toEqual([
    ['Germany', 'path'],
    ['Singapore', 'circle'],
    ['Luxembourg', 'circle'],
    ['Réunion', 'circle'],
  ])
  expect(html).toContain('not on the map: ZZ')
})

/** What each country is drawn as, by its name: `path` or `circle` with its place. */
function drawn(codes: readonly string[]) {
  const html = renderToStaticMarkup(
    <CountryNames names={countryNames()}>
      <WorldMap
        rows={codes.map((country) => ({ country, requests: 5, orders: 1, failed: 0 }))}
        hrefOf={(country) => `/?country=${country}`}
      />
    </CountryNames>,
  )
  const marks = html.matchAll(
    /href="\/\?country=(\w\w)"[^>]*><title>[^<]*<\/title><use[^>]* href="#([\w-]+)"/g,
  )
  return [...marks].map(([, code = '', id = '']) => ({ code, ...markOf(id) }))
}

const everyCode = Object.keys(countryNames())
const together = drawn(everyCode)

test.each(everyCode)('%s is drawn once: as its own shape, or as a dot that can be seen', (code) => {
  const marks = together.filter((one) => one.code === code)
  expect(marks).toHaveLength(1)
  for (const { mark, x, y } of marks) {
    if (mark === 'path') continue
    expect(x).toBeGreaterThan(4)
    expect(x).toBeLessThan(viewBox.width - 4)
    expect(y).toBeGreaterThan(4)
    expect(y).toBeLessThan(viewBox.height - 4)
  }
})

test.each([
  ['France', 'FR', 'GF'],
  ['Norway', 'NO', 'SJ'],
])('%s does not fill lands with a code of their own', (_, country, land) => {
  expect(drawn([land])).toMatchObject([{ code: land, mark: 'path' }])
  expect(drawn([country, land]).map(({ code }) => code)).toEqual([country, land])
})

test.each<[string, string, number, number, ('regions' | 'cities')?]>([
  ['DE', 'Bavaria', 48.8, 11.5],
  ['DE', 'Munich', 48.1, 11.6, 'cities'],
  ['US', 'Hawaii', 21.3, -157.8],
  ['FR', 'Île-de-France', 48.9, 2.3],
  ['NZ', 'Otago', -45.5, 169.5],
  ['SG', 'Central Singapore', 1.3, 103.8],
])(
  'a chosen country fills the map, and its regions or cities are dots on it: %s, %s',
  async (country, name, lat, lon, inside) => {
    const { prelude } = await prerenderToNodeStream(
      <CountryNames names={countryNames()}>
        <WorldMap
          rows={[{ country, requests: 5, orders: 1, failed: 0 }]}
          hrefOf={() => '/'}
          selected={country}
          inside={inside}
          spots={[
            { name, lat, lon, requests: 5, orders: 1, href: '/?region=x', isSelected: false },
          ]}
        />
      </CountryNames>,
    )
    const html = await text(prelude)
    expect(Number(/scale\(([\d.]+)\)/.exec(html)?.[1])).toBeGreaterThan(2)
    const [, label = '', cx, cy] =
      /href="\/\?region=x" aria-label="([^"]+)"><title>[^<]+<\/title><circle cx="([\d.-]+)" cy="([\d.-]+)"/.exec(
        html,
      ) ?? []
    expect(html).toContain(`dots: ${inside ?? 'regions'}`)
    expect(label).toBe(`${name}: 5 requests, 1 orders`)
    expect(Number(cx)).toBeGreaterThan(0)
    expect(Number(cx)).toBeLessThan(viewBox.width)
    expect(Number(cy)).toBeGreaterThan(0)
    expect(Number(cy)).toBeLessThan(viewBox.height)
  },
)
