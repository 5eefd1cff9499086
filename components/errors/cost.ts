import type { FailingUrl } from '@/lib/queries/failing-urls'
import { newPathPattern } from '@/lib/shop/path-pattern'
import type { Site } from '@/lib/site'

type Asked = Pick<FailingUrl, 'method' | 'request'>

/** The last step on the way to an order, from 1, that visitors meet with a request; 0 for none. */
export type StepOf = (asked: Asked) => number

export function stepOfWay({ steps }: Pick<Site, 'steps'>): StepOf {
  const patterns = steps.map(({ match }) =>
    match.flatMap(({ method, path }) =>
      path === undefined ? [] : [{ method, matches: newPathPattern(path).matches }],
    ),
  )
  const last = (fits: (one: (typeof patterns)[number][number]) => boolean) =>
    patterns.findLastIndex((ofStep) => ofStep.some(fits)) + 1
  return ({ method, request }) => {
    if (request === null) return 0
    const exact = last((one) => (one.method ?? method) === method && one.matches(request))
    return exact || last(({ matches }) => matches(request))
  }
}

/** A failing request, or the many that only one network asked for. */
export interface Failing extends FailingUrl {
  /** The requests that stand together; absent where it is one. */
  paths?: string[]
}

// A person follows a dead link or two; who asks for more that nobody else asks for looks for holes.
const minScanned = 5

function together(network: string, rows: FailingUrl[]): Failing {
  const statuses = new Set(rows.map(({ status }) => status))
  const [first] = rows
  return {
    method: null,
    request: null,
    status: statuses.size === 1 && first ? first.status : '4xx',
    failures: rows.reduce((sum, { failures }) => sum + failures, 0),
    clients: 1,
    firstSeen: Math.min(...rows.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(...rows.map(({ lastSeen }) => lastSeen)),
    client: network,
    paths: rows.map(({ request }) => request ?? '(no path)'),
  }
}

/** Failing requests, but one row for all that only one network asked for in vain, where those are many. */
export function withoutScans(rows: readonly FailingUrl[], stepOf: StepOf): Failing[] {
  const alone = new Map<string, FailingUrl[]>()
  const others: FailingUrl[] = []
  for (const row of rows) {
    const { status, clients, client } = row
    if (clients !== 1 || !client || Number(status) >= 500 || stepOf(row) > 0) others.push(row)
    else alone.set(client, [...(alone.get(client) ?? []), row])
  }
  const scans = [...alone].flatMap(([network, its]): Failing[] =>
    its.length < minScanned ? its : [together(network, its)],
  )
  return [...others, ...scans]
}

/**
 * Failing requests by what they cost: what the headline names now, then server errors, each kind by the
 * visitors that met it. The nearer to the order, the more of those would have ordered: strays on the first page
 * cost less than an order that fails. Of as many, one on the way to an order, then by count.
 */
export function byCost<Row extends FailingUrl>(
  rows: readonly Row[],
  stepOf: StepOf,
  isNow: (row: Row) => boolean = () => false,
): Row[] {
  const isServerError = ({ status }: FailingUrl) => Number(status) >= 500
  const cost = (row: Row) => row.clients * (isServerError(row) ? Math.max(1, stepOf(row)) : 1)
  return [...rows].sort(
    (a, b) =>
      Number(isNow(b)) - Number(isNow(a)) ||
      Number(isServerError(b)) - Number(isServerError(a)) ||
      cost(b) - cost(a) ||
      Number(stepOf(b) > 0) - Number(stepOf(a) > 0) ||
      b.failures - a.failures,
  )
}
