import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { parseSite } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(5, '12:00')
const two = moment(5, '14:00')
const order = '/cafe/processOrder.php'
const { site } = parseSite(
  JSON.stringify({
    averageOrder: 8.4,
    steps: [
      { name: 'dress', match: [{ path: '/dresses/*' }] },
      { name: 'order', match: [{ method: 'POST', path: order }] },
    ],
  }),
)

/** A shop of twelve dresses, what is answered for each of them from noon on, and who else comes. */
function said(statusOf: (dress: string) => number, others: readonly VisitRequest[] = []): Report[] {
  const dressOf = ({ client }: VisitRequest) =>
    `/dresses/${'abcdefghijkl'[Number(client.split('.')[3]) % 12]}`
  const log = cafeLog({ untilMs: two }).map((line) => {
    if (line.path !== '/cafe/menu.php') return line
    const path = dressOf(line)
    return { ...line, path, status: line.timeMs < noon ? 200 : statusOf(path) }
  })
  return tell([...log, ...others], noon, two, site)
}

/** Two a minute follow a link from elsewhere; each third of them looks at the first page then. */
const followers = (path: (turn: number) => string, referer = 'https://friends.example/') =>
  Array.from({ length: 240 }, (_, turn) => {
    const from = { client: `198.51.100.${turn}`, referer }
    const atMs = noon + (turn * minuteMs) / 2
    const lines = [
      request(atMs, path(turn), { ...from, status: 404 }),
      request(atMs + 300, '/cafe/style.css', from),
    ]
    return turn % 3 === 0 ? [...lines, request(atMs + 20_000, '/cafe/', from)] : lines
  }).flat()

const troubled = (reports: readonly Report[]) => reports.filter(({ tone }) => tone === 'trouble')
const well = () => 200

describe('a page that is not there', () => {
  test('never was, and many follow a link to it: no trouble, and no orders are missed', () => {
    expect(
      troubled(
        said(
          well,
          followers(() => '/dresses/party'),
        ),
      ),
    ).toEqual([])
  })

  test('was there, and so were the others: they are named', () => {
    const reports = troubled(said(() => 404))
    expect(reports[0]?.atMs).toBeLessThan(noon + 5 * minuteMs)
    expect(reports.at(-1)?.culprit).toMatchObject({ request: '/dresses/*', status: 404 })
  })

  test('has an address of its own for each visit, as a token: that is no wrong link', () => {
    const reports = troubled(
      said(
        well,
        followers((turn) => `/dresses/mine-${turn}`),
      ),
    )
    expect(reports.at(-1)?.culprit).toMatchObject({ request: '/dresses/mine-*', status: 404 })
  })
})
