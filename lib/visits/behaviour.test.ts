import { describe, expect, test } from 'vitest'
import { type BehaviourOptions, type ClientRequest, newClientBehaviour } from './client-kind'
import { webBrowsers } from './testdata/agents'
import { drawsOf } from './testdata/draws'
import { office, shopVisit } from './testdata/people'

const browser = webBrowsers[0]?.[1] ?? ''
const second = 1_000
const minute = 60 * second
const startMs = Date.parse('2026-11-26T12:00:00Z')

type Seen = Partial<ClientRequest>

/** What is said of a browser after these requests; those without a time follow a second later each. */
function verdictOf(
  requests: readonly Seen[],
  options: BehaviourOptions = { hasAssets: () => true },
) {
  const client = newClientBehaviour(browser, options)
  let timeMs = startMs - second
  for (const request of requests) {
    timeMs = request.timeMs ?? timeMs + second
    client.see({
      method: 'GET',
      path: '/',
      query: '',
      status: 200,
      referer: '',
      ...request,
      timeMs,
    })
  }
  return client.verdict()
}
const kindOf = (requests: readonly Seen[], options?: BehaviourOptions) =>
  verdictOf(requests, options).kind

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const every = (gapMs: number, count: number, make: (at: number) => Seen = () => ({})): Seen[] =>
  times(count, (at) => ({ timeMs: startMs + at * gapMs, ...make(at) }))
const inCdn = { hasAssets: () => false }

test('a log that has no methods is read as one of GET requests', () => {
  const pages = times(8, (at): Seen => ({ path: `/p/${at}`, method: at % 2 ? '' : '-' }))
  expect(kindOf(pages)).toBe('bot')
})

test('nothing seen yet: a person', () => {
  expect(verdictOf([])).toEqual({
    kind: 'person',
    why: 'It says that it is a browser and behaves like a person.',
  })
})

describe('robots.txt', () => {
  test('whoever asks for it is a bot, and was none before', () => {
    const visit: Seen[] = [{}, { path: '/logo.png' }]
    expect(kindOf(visit)).toBe('person')
    expect(verdictOf([...visit, { path: '/robots.txt' }, {}])).toEqual({
      kind: 'bot',
      why: 'It asked for robots.txt.',
    })
  })
  test('is held against an address for a day', () => {
    const later = (hours: number): Seen => ({ timeMs: startMs + hours * 60 * minute })
    const visits = (hours: number) => [12, 23, hours].map(later)
    const asked = { ...later(0), path: '/robots.txt' }
    expect(kindOf([asked, ...visits(23.9)])).toBe('bot')
    expect(kindOf([asked, ...visits(24.1)])).toBe('person')
  })
})

describe('HEAD only', () => {
  test('is a monitor, until it asks for a page', () => {
    const heads = every(7 * second, 3, () => ({ method: 'HEAD' }))
    expect(verdictOf(heads)).toEqual({ kind: 'monitor', why: 'It sends HEAD requests only.' })
    expect(kindOf([...heads, {}])).toBe('person')
  })
})

describe('a steady beat', () => {
  test.each<[string, Seen[], string]>([
    ['each minute', every(minute, 10), '60'],
    ['each minute, failing', every(minute, 10, () => ({ status: 503 })), '60'],
    ['each 5 minutes', every(5 * minute, 10), '300'],
    ['each 10 seconds', every(10 * second, 10), '10'],
    ['each minute ± 10 %', every(minute, 10, (at) => jittered(at)), '60'],
    [
      'each minute on three pages',
      every(20 * second, 30, (at) => ({ path: ['/', '/menu', '/order'][at % 3] ?? '' })),
      '60',
    ],
    ['of a call and nothing else', every(30 * second, 10, () => ({ path: '/api/health' })), '30'],
    ['of a file and nothing else', every(30 * second, 10, () => ({ path: '/logo.png' })), '30'],
    [
      'after the probe was away for an hour',
      [...every(minute, 5), ...every(minute, 10).map(byHours(1.1))],
      '60',
    ],
  ])('%s is a monitor', (_, requests, gap) => {
    expect(verdictOf(requests)).toEqual({
      kind: 'monitor',
      why: `It asks for the same URL every ${gap} seconds.`,
    })
  })

  test.each<[string, Seen[]]>([
    ['nine requests', every(minute, 9)],
    [
      'varied gaps',
      every(minute, 60, (at) => ({ timeMs: startMs + at * minute + ((at * 29) % 41) * second })),
    ],
    ['a page reloaded every two seconds', [{ path: '/a.css' }, ...every(2 * second, 20)]],
    [
      'an open page that polls',
      [
        { path: '/menu' },
        { path: '/app.js' },
        ...every(30 * second, 100, () => ({ path: '/api/cart' })).map(byHours(0.1)),
      ],
    ],
    [
      'an open page of which only the polling is seen, with its referer',
      every(30 * second, 100, (at) =>
        at === 0
          ? { path: '/menu' }
          : { path: '/cart-count', referer: 'https://shop.example/menu' },
      ),
    ],
  ])('%s: no monitor', (_, requests) => {
    expect(kindOf(requests, inCdn)).toBe('person')
  })

  test('a screen that reloads itself makes no monitor of its office', () => {
    const screen = every(minute, 120, () => ({ path: '/board' }))
    const night = every(minute, 600, () => ({ path: '/board' })).map(byHours(-10))
    expect(kindOf(night)).toBe('monitor')
    const people = office({ seed: 1, people: 30, startMs, lengthMs: 120 * minute, isCached: false })
    expect(kindOf([...night, ...inOrder([...screen, ...people])])).toBe('person')
  })
})

describe('a rate that no person has', () => {
  const pages = (count: number, gapMs: number): Seen[] =>
    every(gapMs, count, (at) => ({ path: `/product/${at % 90}`, timeMs: startMs + at * gapMs }))
  test.each<[string, Seen[], BehaviourOptions | undefined, string]>([
    ['31 pages in a minute', pages(31, 1_900), undefined, 'bot'],
    ['120 pages a minute on a log without files', pages(400, 400), inCdn, 'bot'],
    ['one page 40 times a second', every(25, 200), inCdn, 'bot'],
    ['calls by the hundred', every(40, 1_000, () => ({ path: '/api/stock' })), undefined, 'bot'],
    ['redirects by the hundred', every(40, 1_000, () => ({ status: 301 })), undefined, 'bot'],
    [
      'a forged referer',
      every(300, 200, () => ({ referer: 'https://www.google.com/' })),
      {},
      'bot',
    ],
    ['referers of the site', every(200, 200, () => ({ referer: 'https://a.example/' })), {}, 'bot'],
    [
      '25 pages a minute for 10 minutes',
      every(2_400, 250, (at) => ({ path: `/p/${at}`, ...(at % 9 === 0 && { path: '/x.css' }) })),
      {},
      'bot',
    ],
    ['12 pages in a minute', pages(12, 5 * second), { hasAssets: undefined }, 'person'],
    [
      '60 pages in a minute, each with two files',
      every(333, 180, (at) => ({ path: at % 3 === 0 ? `/p/${at}` : `/p/${at}.jpg` })),
      undefined,
      'person',
    ],
    [
      'a redirect loop, tried ten times',
      [{ path: '/a.css' }, ...every(600, 100, () => ({ path: '/checkout', status: 302 }))],
      undefined,
      'person',
    ],
    [
      '60 pages a minute on a log without files, as an office might',
      every(second, 300, (at) => ({
        path: `/p/${at % 50}`,
        referer: `https://a.example/p/${(at + 43) % 50}`,
      })),
      inCdn,
      'person',
    ],
  ])('%s', (_, requests, options, kind) => {
    expect(kindOf(requests, options)).toBe(kind)
  })

  test('has its reason, and stays for a day', () => {
    const flood = every(100, 600)
    const later = (hours: number) => ({ timeMs: startMs + hours * 60 * minute, path: '/a.css' })
    expect(verdictOf([...flood, later(20)])).toEqual({
      kind: 'bot',
      why: 'It asked faster than people do, and for hardly any static files.',
    })
    expect(kindOf([...flood, later(20), later(40)])).toBe('person')
  })
})

describe('a scanner', () => {
  const probes = (count: number, status = 404) =>
    times(count, (at): Seen => ({ path: `/old-${at}.php`, status, timeMs: startMs + at * 9_000 }))
  test('asks for ten pages that do not exist, and for few that do', () => {
    expect(kindOf(probes(9), inCdn)).toBe('person')
    expect(verdictOf([{}, ...probes(10)], inCdn)).toEqual({
      kind: 'bot',
      why: 'It asked for many pages that do not exist: more than half of all it asked for.',
    })
  })
  test.each<[string, Seen[]]>([
    ['the same missing page again and again', probes(30).map((one) => ({ ...one, path: '/gone' }))],
    ['as many that exist', probes(20).flatMap((one, at) => [{ path: `/${at % 5}` }, one])],
    ['pages that fail', probes(20, 500)],
    ['missing images', probes(20).map((one, at) => ({ ...one, path: `/${at}.png` }))],
    [
      'links that a rebuilt shop has broken, with the files of its error page',
      probes(20).flatMap((one, at) => [one, { path: `/logo-${at}.png` }]),
    ],
  ])('%s: no scanner', (_, requests) => {
    expect(kindOf(inOrder(requests), inCdn)).toBe('person')
  })
})

describe('never a static file', () => {
  const pages = (count: number): Seen[] =>
    times(count, (at) => ({ path: `/p/${at}`, timeMs: startMs + at * at * 7_000 }))
  test('is a bot from the eighth page on, until a file is asked for', () => {
    expect(kindOf(pages(7))).toBe('person')
    expect(verdictOf(pages(8))).toEqual({
      kind: 'bot',
      why: 'It asks for pages, but never for the images, styles and scripts in them.',
    })
    expect(kindOf([...pages(8), { path: '/late.png' }])).toBe('person')
    expect(kindOf([...pages(8), { path: '/vanished.js', status: 404 }])).toBe('person')
  })
  test.each<[string, Seen[], BehaviourOptions?]>([
    ['a log without files', pages(50), inCdn],
    ['a log of which that is not known', pages(50), {}],
    ['a client that has ordered', [...pages(8), { method: 'POST', path: '/order', status: 302 }]],
    [
      'a visitor who comes back with a full cache',
      pages(20).map((one, at) => ({ ...one, referer: `https://shop.example/p/${at - 1}?a=1` })),
    ],
    ['a shop that is down, again and again', pages(20).map((one) => ({ ...one, status: 500 }))],
    ['calls of a script', pages(50).map((one) => ({ ...one, path: `/api${one.path}` }))],
    ['calls of a framework', pages(50).map((one) => ({ ...one, query: '?_rsc=1ab2c' }))],
  ])('%s: no bot by this', (_, requests, options) => {
    expect(kindOf(requests, options)).toBe('person')
  })
  test.each<[string, Seen[]]>([
    ['an order that failed', [...pages(8), { method: 'POST', path: '/order', status: 500 }]],
    [
      'the referer of a search engine on each page',
      [{}, ...pages(9)].map((one) => ({ ...one, referer: 'https://www.google.com/' })),
    ],
    ['a sitemap', [{ path: '/sitemap.xml' }, ...pages(8)]],
  ])('%s: a bot none the less', (_, requests) => {
    expect(kindOf(requests)).toBe('bot')
  })
})

describe('many people behind one address, with one browser', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'an office at lunch stays people all the time (%i)',
    (seed) => {
      const lengthMs = 30 * minute
      const shapes = { seed, people: 30, startMs, lengthMs }
      expect(kindsDuring(office({ ...shapes, isCached: false }))).toEqual(['person'])
      expect(kindsDuring(office({ ...shapes, isCached: true }))).toEqual(['person'])
      expect(kindsDuring(office({ ...shapes, isCached: false, hasReferers: false }))).toEqual([
        'person',
      ])
      const withoutFiles = office({ ...shapes, isCached: true }).filter(
        ({ path }) => !/\.(?:css|js|jpg)$/.test(path),
      )
      expect(kindsDuring(withoutFiles, inCdn)).toEqual(['person'])
    },
  )

  test('and while the shop is down and they reload', () => {
    const shape = { seed: 9, people: 30, startMs, lengthMs: 20 * minute, isCached: false }
    const downMs = startMs + 10 * minute
    const requests = office({ ...shape, hasReferers: false }).flatMap((one): Seen[] => {
      if (one.timeMs < downMs) return [one]
      if (/\.(?:css|js|jpg)$/.test(one.path)) return []
      return times(4, (at) => ({ ...one, timeMs: one.timeMs + at * 3 * second, status: 503 }))
    })
    expect(kindsDuring(inOrder(requests))).toEqual(['person'])
  })
})

test.each([1, 2, 3])(
  'the visitors of a shop that is one page and a JSON API are people (%i)',
  (seed) => {
    const draws = drawsOf(seed)
    const requests: Seen[] = []
    let timeMs = startMs
    for (let view = 0; view < 80; view++) {
      timeMs += 1_000 + draws() * 20_000
      for (let call = 0; call < 8; call++)
        requests.push({
          timeMs: timeMs + call * 40,
          path: `/api/products/${Math.floor(draws() * 50)}`,
          referer: 'https://shop.example/',
        })
    }
    requests.push({ method: 'POST', path: '/api/orders', status: 201, timeMs })
    expect(kindsDuring(requests)).toEqual(['person'])
    expect(kindsDuring(requests, inCdn)).toEqual(['person'])
  },
)

test.each([1, 2, 3, 4, 5])(
  'a shop of 500 visitors with and without a cache has no bot (%i)',
  (seed) => {
    const draws = drawsOf(seed)
    for (let visitor = 0; visitor < 100; visitor++) {
      const visit = shopVisit({ draws, startMs, isCached: visitor % 2 === 0 })
      expect(kindsDuring(visit)).toEqual(['person'])
    }
  },
)

test('a line of tomorrow in between makes nobody a bot, and forgets no bot', () => {
  const person = every(20 * second, 200, (at) => ({ path: `/p/${(at * 7) % 90}` }))
  const tomorrow = { timeMs: startMs + 20 * 60 * minute, path: '/a.css' }
  expect(kindOf([...every(20 * second, 15), tomorrow, ...person], inCdn)).toBe('person')
  const flood = every(100, 600)
  const afterwards = { timeMs: startMs + 2 * minute }
  for (const hours of [20, 25, -25]) {
    const stray = { timeMs: startMs + hours * 60 * minute }
    expect(kindOf([...flood, stray, afterwards])).toBe('bot')
  }
})

test('times that run backwards and far ahead are no trouble', () => {
  const odd = [0, -5, 1e15, 3, Number.MAX_SAFE_INTEGER, 0].map((timeMs) => ({ timeMs }))
  expect(kindOf(odd)).toBe('person')
})

function kindsDuring(
  requests: readonly Seen[],
  options: BehaviourOptions = { hasAssets: () => true },
) {
  const client = newClientBehaviour(browser, options)
  const kinds = new Set<string>()
  for (const one of requests) {
    client.see({
      timeMs: startMs,
      method: 'GET',
      path: '/',
      query: '',
      status: 200,
      referer: '',
      ...one,
    })
    kinds.add(client.verdict().kind)
  }
  return [...kinds]
}

function inOrder(requests: readonly Seen[]): Seen[] {
  return [...requests].sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0))
}

function byHours(hours: number) {
  return (one: Seen): Seen => ({ ...one, timeMs: (one.timeMs ?? 0) + hours * 60 * minute })
}

/** A minute, give or take a tenth. */
function jittered(at: number): Seen {
  return { timeMs: startMs + at * minute + ([0, 3, -3, 2, -2][at % 5] ?? 0) * second }
}
