import { rights } from '@/lib/access/rights'
import { type Random, random } from '@/lib/demo/random'
import { catalog } from '@/lib/queries/catalog'
import { routeNames } from '@/lib/queries/question'
import { hostileQuery } from './hostile-query'
import { bodies, headers, hosts, methods, names, patterns, values, views } from './hostile-words'

export const states = ['nobody', 'viewer', 'operator', 'admin'] as const
type State = (typeof states)[number]
export type Tokens = Record<Exclude<State, 'nobody'>, string>

/** A request as bytes, and who sends it. */
export interface HostileRequest {
  state: State
  bytes: Buffer
  isHead: boolean
  /** Whether its connection may be used for another one. */
  keeps: boolean
}

/** What the server had to offer when it was asked for it: events by `@ptr`, incidents by their id. */
export interface Offered {
  pointers: readonly string[]
  incidents: readonly string[]
}

interface Parts {
  state: State
  method: string
  address: string
  body: string
  own: readonly string[]
}

const isOver = (header: string) => /^(?:expect|te|transfer-encoding|upgrade):/.test(header)

function requestOf(random: Random, parts: Parts, tokens: Tokens): HostileRequest {
  const { state, method, address, own } = parts
  const body = Buffer.from(parts.body)
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const host = random.next() < 0.93 ? '127.0.0.1' : random.pick(hosts)
  const keeps = random.next() < 0.8 && methods.includes(method) && !own.some(isOver)
  const lines = [
    `${method} ${address} HTTP/1.1`,
    `host: ${host}`,
    ...(keeps ? [] : ['connection: close']),
    ...(state === 'nobody' ? [] : [`authorization: Bearer ${tokens[state]}`]),
    ...(body.length > 0 || hasBody ? [`content-length: ${body.length}`] : []),
    ...own,
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return { state, bytes: Buffer.concat([head, body]), isHead: method === 'HEAD', keeps }
}

const routes = Object.keys(rights)

function pathOf(random: Random, { pointers, incidents }: Offered): string {
  const route = random.pick(routes)
  const segments = route.includes('incidents') ? [...incidents, ...values] : values
  const path = route.replace(/\*+/g, () => random.pick(segments))
  const query =
    route === '/api/explore/event' && random.next() < 0.8
      ? [`ptr=${encodeURIComponent(random.pick([...pointers, 'x']))}`]
      : []
  const odd = random.next()
  const of = (text: string) => `${text}${queryOf(random, query)}`
  if (odd < 0.03) return of(path.toUpperCase())
  if (odd < 0.06) return of(`${path}/${random.pick(values)}`)
  if (odd < 0.07) return of(`/${path}`)
  if (odd < 0.08) return of(`${path}/../${random.pick(values)}`)
  if (odd < 0.09) return of(`http://evil.example${path}`)
  if (odd < 0.1) return of(`${path}.rsc`)
  return odd < 0.45 && query.length === 0 ? `${path}${random.pick(views)}` : of(path)
}

function queryOf(random: Random, always: readonly string[]): string {
  const pairs = Array.from(
    { length: random.below(4) },
    () => `${random.pick(names)}=${random.pick(values)}`,
  )
  const all = random.next() < 0.5 && always.length > 0 ? always : [...always, ...pairs]
  return all.length > 0 ? `?${all.join('&')}` : ''
}

/** Any method on any route, with anything. */
function anything(random: Random, offered: Offered): Parts {
  const method = random.next() < 0.4 ? 'GET' : random.pick(methods)
  const address = pathOf(random, offered).replace(/ /g, random.next() < 0.9 ? '%20' : ' ')
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const own = Array.from({ length: random.below(3) }, () => random.pick(headers)).filter(Boolean)
  return {
    state: random.pick(['nobody', 'viewer', 'viewer', 'viewer', 'operator', 'admin'] as const),
    method,
    address,
    body: hasBody || random.next() < 0.05 ? random.pick(bodies) : '',
    own: hasBody && random.next() < 0.7 ? ['content-type: application/json', ...own] : own,
  }
}

const sent = (random: Random, method: string, address: string, body: unknown): Parts => ({
  state: random.pick(['viewer', 'operator'] as const),
  method,
  address,
  body: JSON.stringify(body),
  own: ['content-type: application/json'],
})

const asked = (address: string): Parts => ({
  state: 'viewer',
  method: 'GET',
  address,
  body: '',
  own: [],
})

const encoded = encodeURIComponent
const aNumber = (random: Random) => random.pick([0, 1, 2, 5, -1, 0.5, 60, 1440, 1e9, 1e308])

function alarmOf(random: Random): unknown {
  const name = random.pick(['tried', '500-Errors', '\u202e', 'x'.repeat(256)])
  const metric = random.pick(['tried', '500-Errors', 'Requests', 'nothing'])
  const threshold = { threshold: aNumber(random), evaluationPeriods: aNumber(random) }
  return random.pick([
    { name, metric, ...threshold },
    {
      name,
      metric,
      periodSeconds: random.pick([10, 60, 3_600, 86_400]),
      statistic: random.pick(['Sum', 'p95', 'TM(5%:95%)', 'TM(']),
      ...threshold,
    },
    {
      name,
      metrics: [
        { id: 'm', metric },
        {
          id: 'e',
          expression: random.pick([
            'm * 2',
            'FILL(m, 0)',
            'IF(m > 1, 1, 0)',
            '((',
            'm[',
            'RATE(m) / 0',
            'e',
          ]),
        },
      ],
      ...threshold,
    },
    { name, rule: random.pick(['ALARM("500-Errors")', 'NOT (ALARM("tried"))', 'ALARM(', '']) },
  ])
}

function trialOf(random: Random): unknown {
  const value = random.pick(['1', '$.bytes', '$.status', '$.token', '-1'])
  const filter = { name: 'tried', pattern: random.pick(patterns), value }
  return random.next() < 0.8 ? { filter, alarm: alarmOf(random) } : { alarm: alarmOf(random) }
}

function editOf(random: Random): unknown {
  const periods = { datapointsToAlarm: aNumber(random), evaluationPeriods: aNumber(random) }
  return {
    threshold: aNumber(random),
    ...periods,
    notify: random.pick([[], ['hook'], ['nobody'], ['']]),
  }
}

const savedQuery = (random: Random) => ({
  name: random.pick(['a', 'b', '\u2028', '../x', 'x'.repeat(300)]),
  text: hostileQuery(random),
  parameters: random.pick([[], [{ name: 'x', defaultValue: '1' }], [{ name: '1' }]]),
})

const askable = [...Object.keys(catalog), ...routeNames, 'source', 'nosuch', '__proto__', '\u202e']
const words = (random: Random) =>
  Array.from({ length: 1 + random.below(6) }, () =>
    encoded(`${random.pick(askable)}${random.pick(['', '', '.day-ago', '.latest', '.', '.x'])}`),
  ).join(random.pick([',', ',', '%2C', ';']))

/** One that comes through to what it asks for. */
function wellMade(random: Random): Parts {
  const kind = random.next()
  const view = random.pick(views)
  const alarm = random.pick(['500-Errors', 'No-Requests', 'no%20orders%20%2F%20menu', 'nobody'])
  if (kind < 0.7)
    return sent(random, 'POST', `/api/explore${view}`, { query: hostileQuery(random) })
  if (kind < 0.78) return sent(random, 'POST', `/api/back-test${view}`, trialOf(random))
  if (kind < 0.82) return sent(random, 'POST', `/api/alarms/${alarm}/trial${view}`, editOf(random))
  if (kind < 0.84) return asked(`/api/back-test${view}${view ? '&' : '?'}alarm=${alarm}`)
  if (kind < 0.87) return asked(`/api/tail?pattern=${encoded(random.pick(patterns))}`)
  if (kind < 0.89) return asked(`/tail?pattern=${encoded(random.pick(patterns))}`)
  if (kind < 0.93) return asked(`/explore?range=3h&query=${encoded(hostileQuery(random))}`)
  if (kind < 0.95) return sent(random, 'POST', '/api/explore/queries', savedQuery(random))
  if (kind < 0.96) return sent(random, 'PUT', `/api/alarms/${alarm}`, editOf(random))
  if (kind < 0.97) return sent(random, 'PUT', `/api/alarms/${alarm}/mute`, { forMinutes: 1 })
  if (kind < 0.98) return sent(random, 'PUT', `/api/alarms/${alarm}/acknowledgement`, { note: 'x' })
  if (kind < 0.99) return asked(`/api/readings${view}${view ? '&' : '?'}ask=${words(random)}`)
  return asked(random.pick([`/alarms/${alarm}${view}`, `/errors${view}`, `/${view}`, '/metrics']))
}

/** The request of a seed. */
export function hostileRequest(seed: number, tokens: Tokens, offered: Offered): HostileRequest {
  const own = random(seed, 0)
  const parts = own.next() < 0.6 ? anything(own, offered) : wellMade(own)
  return requestOf(own, parts, tokens)
}
