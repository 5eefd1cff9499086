import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { defaultSite, parseSite } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
const evening = moment(3, '19:00')

/** What is said of the café from 11:00 to 19:00 on Thursday when its lines from noon on are changed. */
function said(change: (line: VisitRequest) => VisitRequest[], also: VisitRequest[] = []): Report[] {
  const log = cafeLog({ untilMs: evening }).flatMap((line) =>
    line.timeMs < noon ? [line] : change(line),
  )
  return tell([...log, ...also], moment(3, '11:00'), evening)
}

const isOrder = ({ method }: VisitRequest) => method === 'POST'
const renamed = (line: VisitRequest) =>
  isOrder(line) ? [{ ...line, path: '/cafe/order' }] : [line]
const tones = (reports: readonly Report[]) => [...new Set(reports.map(({ tone }) => tone))]
const between = (reports: readonly Report[], fromMs: number, toMs: number) =>
  reports.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)

describe('a deploy renames the path of the order', () => {
  test('it is said instead of a stop, and no loss', () => {
    const reports = said(renamed)
    expect(tones(reports)).toEqual(['calm', 'unknown'])
    const last = reports.at(-1)
    expect(last).toMatchObject({ kind: 'not-configured', tone: 'unknown', lostOrders: null })
    expect([last?.headline, ...(last?.details ?? [])].join('\n')).toMatch(
      /^We do not know whether orders come in: none by POST \/cafe\/processOrder\.php since 1[12]:\d\d, but POST \/cafe\/order comes in its place\.\n1\d\d visits made it since, at the pace of orders and after the same step; it did not come before\.\nIf it is the order now, change the last step at Set-up\.$/,
    )
  })

  test('a page that is still open orders by the old path', () => {
    const lucky = request(noon + 8 * minuteMs, '/cafe/processOrder.php', {
      method: 'POST',
      status: 302,
      client: '198.51.100.7',
    })
    expect(tones(said(renamed, [lucky]))).toEqual(['calm', 'unknown'])
  })

  test('pages that are still open ask for the old one, which is gone', () => {
    const open = noon + 15 * minuteMs
    const reports = said((line) =>
      isOrder(line) && line.timeMs < open ? [{ ...line, status: 404 }] : renamed(line),
    )
    const { culprit, tone } = reports.find(({ atMs }) => atMs === open) as Report
    expect([tone, culprit?.request]).toEqual(['trouble', '/cafe/processOrder.php'])
    expect(tones(between(reports, noon + 2 * 60 * minuteMs, evening))).toEqual(['unknown'])
    expect(reports.at(-1)?.headline).toContain('but POST /cafe/order comes in its place')
  })

  test('nobody asks for the new one either, two hours later: orders stopped', () => {
    const stops = moment(3, '14:00')
    const reports = said((line) => (isOrder(line) && line.timeMs >= stops ? [] : renamed(line)))
    expect(tones(between(reports, noon, stops))).not.toContain('trouble')
    expect(reports.at(-1)).toMatchObject({ kind: 'orders-stopped', tone: 'trouble' })
  })
})

describe('a page follows each order', () => {
  const steps = defaultSite.steps.map((step) =>
    step.name === 'order'
      ? { ...step, match: step.match.map((match) => ({ ...match, status: 302 })) }
      : step,
  )
  const thanks = (line: VisitRequest) =>
    request(line.timeMs + 1_000, '/cafe/thanks', { client: line.client, agent: line.agent })
  function saidFollowed(change: (lines: VisitRequest[]) => VisitRequest[]): Report[] {
    const log = cafeLog({ untilMs: evening }).flatMap((line) => {
      const lines = isOrder(line) ? [line, thanks(line)] : [line]
      return line.timeMs < noon ? lines : change(lines)
    })
    return tell(log, moment(3, '11:00'), evening, { ...defaultSite, steps })
  }
  const each = (change: (line: VisitRequest) => VisitRequest) => (lines: VisitRequest[]) =>
    lines.map(change)

  test.each<[string, (lines: VisitRequest[]) => VisitRequest[], string]>([
    [
      'which is answered 303 from now on',
      each((line) => (isOrder(line) ? { ...line, status: 303 } : line)),
      'POST /cafe/processOrder.php, answered 303, comes in its place',
    ],
    [
      'and both have new names',
      each((line) => {
        const path = { '/cafe/processOrder.php': '/cafe/pay', '/cafe/thanks': '/cafe/done' }[
          line.path
        ]
        return path === undefined ? line : { ...line, path }
      }),
      'POST /cafe/pay comes in its place',
    ],
  ])('%s: it is not known whether orders come in, and nothing is lost', (_, change, sentence) => {
    const reports = saidFollowed(change)
    expect(tones(reports)).toEqual(['calm', 'unknown'])
    expect(reports.at(-1)).toMatchObject({ kind: 'not-configured', lostOrders: null })
    expect(reports.at(-1)?.headline).toContain(sentence)
  })

  describe('a deploy renames the whole way', () => {
    const names: Record<string, string> = {
      '/cafe/menu.php': '/cafe/drinks',
      '/cafe/processOrder.php': '/cafe/pay',
      '/cafe/thanks': '/cafe/done',
    }
    const anew = (line: VisitRequest) => ({ ...line, path: names[line.path] ?? line.path })

    test('it is not known whether orders come in, and nothing is lost', () => {
      const reports = saidFollowed(each(anew))
      expect(tones(reports)).toEqual(['calm', 'unknown'])
      const last = reports.at(-1)
      expect(last).toMatchObject({ kind: 'not-configured', lostOrders: null })
      expect([last?.headline, ...(last?.details ?? [])].join('\n')).toMatch(
        /but POST \/cafe\/pay comes in its place\.\n\d+ visits made it since, at the pace of orders and after pages that did not come before; nobody asks for the steps before the order any more\.\nIf it is the order now, change the last steps at Set-up\.$/,
      )
    })

    test.each<[string, (lines: VisitRequest[]) => VisitRequest[]]>([
      [
        'nobody can order there',
        ([line, ...rest]) =>
          line && isOrder(line) ? [] : [line, ...rest].flatMap((one) => one ?? []).map(anew),
      ],
      [
        'the form comes again',
        ([line]) => (line ? [isOrder(line) ? { ...anew(line), status: 200 } : anew(line)] : []),
      ],
      [
        'the steps are where they were, and only who has not come there sends something new',
        ([line]) =>
          line && isOrder(line)
            ? []
            : line?.path === '/cafe/'
              ? [
                  line,
                  { ...line, timeMs: line.timeMs + 2_000, path: '/cafe/news' },
                  {
                    ...line,
                    timeMs: line.timeMs + 4_000,
                    method: 'POST',
                    path: '/cafe/pay',
                    status: 302,
                  },
                  { ...line, timeMs: line.timeMs + 5_000, path: '/cafe/done' },
                ]
              : line
                ? [line]
                : [],
      ],
    ])('%s: orders stopped', (_, change) => {
      expect(saidFollowed(change).at(-1)).toMatchObject({ kind: 'orders-stopped', tone: 'trouble' })
    })
  })

  test('the form comes again instead: orders stopped', () => {
    const reports = saidFollowed(([line, ...rest]) =>
      line && isOrder(line) ? [{ ...line, status: 200 }] : line ? [line, ...rest] : [],
    )
    expect(reports.at(-1)).toMatchObject({ kind: 'orders-stopped', tone: 'trouble' })
  })
})

describe('nobody can order any more, and it is said', () => {
  const isLost = (reports: Report[]) => reports.at(-1)?.kind === 'orders-stopped'

  test('while a scanner posts elsewhere as often', () => {
    const scanner = Array.from({ length: 160 }, (_, at) =>
      request(noon + at * 2.5 * minuteMs, '/cafe/xmlrpc.php', {
        method: 'POST',
        status: 302,
        client: `198.51.100.${at}`,
      }),
    )
    expect(isLost(said((line) => (isOrder(line) ? [] : [line]), scanner))).toBe(true)
  })

  test('a new form is refused: it answers 200, where an order was answered 302', () => {
    const refused = (line: VisitRequest) => renamed(line).map((one) => ({ ...one, status: 200 }))
    expect(isLost(said((line) => (isOrder(line) ? refused(line) : [line])))).toBe(true)
  })

  test('a new form sends people back, and they try again', () => {
    const again = (line: VisitRequest) =>
      renamed(line).flatMap((one) => [one, { ...one, timeMs: one.timeMs + 8_000 }])
    expect(isLost(said((line) => (isOrder(line) ? again(line) : [line])))).toBe(true)
  })

  test('a deploy counts who reads the menu by a new request', () => {
    const counts = (line: VisitRequest) =>
      line.path === '/cafe/menu.php'
        ? [
            line,
            { ...line, timeMs: line.timeMs + 500, method: 'POST', path: '/cafe/seen', status: 302 },
          ]
        : [line]
    expect(isLost(said((line) => (isOrder(line) ? [] : counts(line))))).toBe(true)
  })
})

describe('an order is the page after it, with which most visits end', () => {
  const { site } = parseSite(
    JSON.stringify({
      steps: [
        { name: 'menu', match: [{ path: '/cafe/menu.php' }] },
        { name: 'pay', match: [{ method: 'POST', path: '/cafe/processOrder.php' }] },
        { name: 'order', match: [{ path: '/cafe/thanks' }] },
      ],
    }),
  )
  const ended = (path: (atMs: number) => string) =>
    cafeLog({ untilMs: evening }).flatMap((line) =>
      isOrder(line)
        ? [
            line,
            {
              ...line,
              timeMs: line.timeMs + 1_000,
              method: 'GET',
              path: path(line.timeMs),
              status: 200,
            },
          ]
        : [line],
    )

  test('a deploy renames that page: it is named, and hardly ever is a stop said', () => {
    const log = ended((atMs) => (atMs < noon ? '/cafe/thanks' : '/cafe/merci'))
    const reports = tell(log, moment(3, '11:00'), evening, site)
    expect(reports.at(-1)?.headline).toContain('but GET /cafe/merci comes in its place')
    expect(reports.filter(({ tone }) => tone === 'trouble').length).toBeLessThan(15)
  })

  test('with the way to it: the last of the new pages is named', () => {
    const news = { menu: '/bar/karte', pay: '/bar/zahlen', thanks: '/bar/danke' }
    const log = ended(() => '/cafe/thanks').map((line) => {
      if (line.timeMs < noon) return line
      if (isOrder(line)) return { ...line, path: news.pay }
      if (line.path === '/cafe/menu.php') return { ...line, path: news.menu }
      return line.path === '/cafe/thanks' ? { ...line, path: news.thanks } : line
    })
    const last = tell(log, moment(3, '11:00'), evening, site).at(-1)
    expect(last?.headline).toContain(`but GET ${news.thanks} comes in its place`)
    expect(last?.lostOrders).toBeNull()
  })
})
