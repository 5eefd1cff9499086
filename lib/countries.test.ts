import { expect, test } from 'vitest'
import atlas from 'world-atlas/countries-110m.json'
import { countryCodes as codes, countryNames } from './countries'

const names = countryNames()

test('each numeric code and its alpha-2 code are the same region to Unicode', () => {
  expect(Object.keys(codes)).toHaveLength(249)
  for (const [numeric, code] of Object.entries(codes))
    expect([numeric, new Intl.Locale(`und-${numeric}`).region]).toEqual([numeric, code])
})

test('each country of the world geometry that has a code is known by it', () => {
  const { geometries } = atlas.objects.countries
  const without = geometries.filter(({ id }) => id === undefined || !(id in codes))
  expect(without.map(({ properties }) => properties.name)).toEqual([
    'N. Cyprus',
    'Somaliland',
    'Kosovo',
  ])
})

test('each country has an English name', () => {
  expect(Object.keys(names).sort()).toEqual([...Object.values(codes), 'XK'].sort())
  expect(Object.entries(names).filter(([code, name]) => name === code)).toEqual([])
  expect(names).toMatchObject({ DE: 'Germany', BR: 'Brazil', JP: 'Japan', XK: 'Kosovo' })
})
