import type { FailingUrl } from '@/lib/queries/failing-urls'
import { newPathPattern } from '@/lib/shop/path-pattern'
import type { Site } from '@/lib/site'

/** Whether visitors meet a request on their way to an order. */
export function onTheWayOf({ steps }: Pick<Site, 'steps'>): (request: string | null) => boolean {
  const patterns = steps
    .flatMap(({ match }) => match)
    .flatMap(({ path }) => (path === undefined ? [] : [newPathPattern(path)]))
  return (request) => request !== null && patterns.some(({ matches }) => matches(request))
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
export function withoutScans(
  rows: readonly FailingUrl[],
  onTheWay: (request: string | null) => boolean,
): Failing[] {
  const alone = new Map<string, FailingUrl[]>()
  const others: FailingUrl[] = []
  for (const row of rows) {
    const { status, clients, client, request } = row
    if (clients !== 1 || !client || Number(status) >= 500 || onTheWay(request)) others.push(row)
    else alone.set(client, [...(alone.get(client) ?? []), row])
  }
  const scans = [...alone].flatMap(([network, its]): Failing[] =>
    its.length < minScanned ? its : [together(network, its)],
  )
  return [...others, ...scans]
}

/**
 * Failing requests by what they cost: server errors first, each kind by the visitors that met it; of as
 * many, one on the way to an order, then by count. A stray one on the way costs less than a page that
 * fails for many.
 */
export function byCost<Row extends FailingUrl>(
  rows: readonly Row[],
  onTheWay: (request: string | null) => boolean,
): Row[] {
  const isServerError = ({ status }: FailingUrl) => Number(Number(status) >= 500)
  const isOnTheWay = ({ request }: FailingUrl) => Number(onTheWay(request))
  return [...rows].sort(
    (a, b) =>
      isServerError(b) - isServerError(a) ||
      b.clients - a.clients ||
      isOnTheWay(b) - isOnTheWay(a) ||
      b.failures - a.failures,
  )
}
