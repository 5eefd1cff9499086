import { expect, test } from 'vitest'
import kept from '@/lib/country-centres.json'
import { centres } from './centres'

test('the centres that are kept are those of the map: npm run centres writes them', () => {
  expect(kept).toEqual(centres())
})

test('countries that the map does not show have one, large ones have none', () => {
  for (const code of ['SG', 'MT', 'AD', 'LI', 'MC', 'HK', 'GI', 'LU', 'VA', 'BH', 'MU'])
    expect(kept).toHaveProperty(code)
  for (const code of ['DE', 'FR', 'KP', 'CH', 'US']) expect(kept).not.toHaveProperty(code)
})
