import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { matcher } from '@/lib/local/pipeline/filter-pattern'
import { ownMonitoring } from '@/lib/monitoring'

const text = readFileSync('docs/filter-patterns.md', 'utf8')
const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => json)

test('the site file takes the metric filters that the documents show', () => {
  expect(examples.length).toBeGreaterThan(4)
  for (const example of examples) {
    const [filter] = ownMonitoring.metricFilters.parse([JSON.parse(example)])
    expect(() => matcher(filter?.pattern ?? '{'), example).not.toThrow()
  }
})
