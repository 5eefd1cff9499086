import { expect, test } from 'vitest'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { combined } from '@/lib/access-log/formats/combined'
import { shippedFilters } from '@/lib/counted'
import { exampleOf } from '@/lib/shop/example'
import { presetNames, presets } from '@/lib/shop/presets'
import { newStepReader } from '@/lib/shop/steps'
import { ofAnotherPage } from './sample'
import { distinguishes } from './watching'

const sampleOf = (message: string) => ({ message, fields: discoverFields(message) })

test.each(presetNames)('%s: the filter for orders tells one from another page', (name) => {
  const { steps } = presets[name]
  for (const match of steps.at(-1)?.match ?? []) {
    const example = exampleOf(match)
    expect(newStepReader(steps).reaches(example)).toBe(steps.length - 1)
    const { method, path, query, status } = example
    const events = [
      [undefined, JSON.stringify({ method, request: path, query, status: String(status) })],
      [
        combined.pattern,
        `203.0.113.7 - - [26/Nov/2026:09:00:07 +0000] "${method} ${path}${query} HTTP/1.1" ${status} 12 "-" "curl"`,
      ],
    ] as const
    for (const [shape, message] of events) {
      const order = sampleOf(message)
      const other = ofAnotherPage(order, '/other')
      const telling = shippedFilters(steps, shape).filter((filter) =>
        distinguishes(filter, order, other),
      )
      expect(telling.map((filter) => filter.name)).toEqual(['Orders'])
    }
  }
})
