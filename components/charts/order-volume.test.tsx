import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { OrderVolume, type Volume } from './order-volume'

const minute = 60_000
const friday = Date.parse('2026-11-20T23:58Z')
const html = (volumes: (Pick<Volume, 'orders' | 'requests'> & Partial<Volume>)[]) =>
  renderToStaticMarkup(
    <OrderVolume
      volumes={volumes.map((volume, at) => ({
        bin: friday + at * minute,
        expected: null,
        whole: null,
        isClosed: false,
        ...volume,
      }))}
      zone="UTC"
      arrivingFrom={friday + 4 * minute}
      nothing="no log events received"
      mark={null}
      windowFrom={friday}
      windowTo={friday + volumes.length * minute}
    />,
  )
const heights = (text: string, fill: string) =>
  [...text.matchAll(/<rect[^>]*>/g)].flatMap(([rect]) =>
    rect.includes(`fill="${fill}"`) && rect.includes('%')
      ? [Number(/ height="([\d.]+)%"/.exec(rect)?.[1])]
      : [],
  )

test('a bin without any log event is a band, and the line breaks there', () => {
  const text = html([
    { orders: 2, requests: 9 },
    { orders: null, requests: null },
    { orders: 0, requests: 5 },
  ])
  expect(heights(text, 'var(--soft)')).toEqual([100])
  expect(/ d="([^"]*)"/.exec(text)?.[1]?.match(/M/g)).toHaveLength(2)
})

test('bars have the height of their values; none of a small value vanishes, one of zero is not drawn', () => {
  const text = html([
    { orders: 1_000, requests: 1 },
    { orders: 500, requests: 1 },
    { orders: 1, requests: 1 },
    { orders: 0, requests: 1 },
  ])
  expect(heights(text, 'var(--bar)')).toEqual([100, 50, 1.2])
})

test('a bin that is not over is hatched', () => {
  const volumes = Array.from({ length: 5 }, () => ({ orders: 3, requests: 9 }))
  const text = html(volumes)
  expect(text.match(/fill="url\(#/g)).toHaveLength(1)
})

test('the table carries the day with the time', () => {
  const text = html([
    { orders: 3, requests: 9 },
    { orders: 4, requests: 8 },
    { orders: 5, requests: 7 },
  ])
  const cells = [...text.matchAll(/<td>([^<]*)</g)].map(([, cell]) => cell?.replace(',', ''))
  expect(cells).toEqual(['Fri 20 Nov 23:58', 'Fri 20 Nov 23:59', 'Sat 21 Nov 00:00'])
})

const interval = { low: 2, estimate: 5.24, high: 9 }

test('the band joins its bins; closed bins have none, and a bin to come is outlined', () => {
  const text = html([
    { orders: 4, requests: 9, expected: interval },
    { orders: 10, requests: 9, expected: { ...interval, high: 10 } },
    { orders: 0, requests: 3, expected: interval, isClosed: true },
    { orders: null, requests: null, expected: interval },
    { orders: 1, requests: 2, expected: interval, whole: 5 },
  ])
  expect(heights(text, 'var(--band)')).toEqual([70, 80, 70, 70])
  expect(text).toMatch(/height="50%" fill="none" stroke="var\(--bar\)" stroke-dasharray/)
  expect(text).toContain('expected, 95 %')
})

test('the table says what was expected, and where that is not known', () => {
  const text = html([
    { orders: 4, requests: 9, expected: interval },
    { orders: 4, requests: 9, isClosed: true, expected: interval },
    { orders: 4, requests: 9 },
  ])
  const cells = [...text.matchAll(/<td class="num">([^<]*)</g)].map(([, cell]) => cell)
  expect(cells.filter((_, at) => at % 3 === 1)).toEqual([
    '5.2 (2–9)',
    'closed, none expected',
    'not known',
  ])
})

test('without any expectation the legend names no band', () => {
  expect(html([{ orders: 4, requests: 9 }])).not.toContain('</i>expected')
})
