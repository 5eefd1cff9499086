import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Sparkline } from './marks'
import { StatusBars } from './status-bars'

const paths = (html: string) =>
  [...html.matchAll(/<path[^>]*>/g)].map(([path]) => ({
    points: / d="([^"]*)"/.exec(path)?.[1]?.match(/[ML]/g)?.length,
    dashed: path.includes('stroke-dasharray'),
  }))

test('a line goes through whole bins; the way to an unfinished one is dashed', () => {
  const values = [5, 6, 5, 1]
  const drawn = (partialAt?: (at: number) => boolean) =>
    paths(renderToStaticMarkup(<Sparkline values={values} color="red" partialAt={partialAt} />))
  expect(drawn()).toEqual([{ points: 4, dashed: false }])
  expect(drawn((at) => at === 3)).toEqual([
    { points: 3, dashed: false },
    { points: 2, dashed: true },
  ])
  expect(drawn((at) => at === 0 || at === 3)).toEqual([
    { points: 2, dashed: false },
    { points: 4, dashed: true },
  ])
})

test('the bar of an unfinished bin is hatched, and the legend says what that is', () => {
  const minute = 60_000
  const bars = (toMs: number) =>
    renderToStaticMarkup(
      <StatusBars
        rows={[0, 5, 10].map((at) => ({ bin: at * minute, status: '500', requests: 9 }))}
        window={{ fromMs: 0, toMs, binMs: 5 * minute }}
        zone="UTC"
      />,
    )
  expect(bars(12 * minute).match(/fill="url\(#/g)).toHaveLength(1)
  expect(bars(12 * minute)).toContain('hatched: unfinished')
  expect(bars(15 * minute)).not.toMatch(/fill="url\(#|hatched: unfinished/)
})
