// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { CurrentSource } from '@/components/shell/use-reading'
import { Outcome } from './outcome'
import type { Run } from './use-run'

afterEach(cleanup)

const source = { reading: null, problem: null, loading: false, everyMs: 60_000 } as CurrentSource
const run = (placeInLine?: number): Run => ({
  text: 'fields a',
  state: 'running',
  window: null,
  table: { columns: [], rows: [] },
  stale: true,
  scanned: { bytesScanned: 0, recordsScanned: 0, recordsMatched: 0, elapsedMs: 0, placeInLine },
  more: false,
  failure: null,
})

test.each([
  [3, 'Waiting: third in line', 'The query waits for others to end: it is third in line.'],
  [undefined, 'Running', 'The query is running.'],
])('at the place %s in line: "%s"', (place, shown, said) => {
  const { container, getByRole } = render(<Outcome run={run(place)} billed source={source} />)
  expect(container.querySelector('b')?.textContent).toBe(shown)
  expect(getByRole('status').textContent).toBe(said)
})
