import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ownMonitoring } from '@/lib/monitoring'
import { matcher } from './match'
import { parsePattern } from './parse'

const text = readFileSync('docs/filter-patterns.md', 'utf8')
const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => json)

test('the site file takes the metric filters that the documents show', () => {
  expect(examples.length).toBeGreaterThan(4)
  for (const example of examples) {
    const [filter] = ownMonitoring.metricFilters.parse([JSON.parse(example)])
    expect(() => matcher(parsePattern(filter?.pattern ?? '{')), example).not.toThrow()
  }
})
