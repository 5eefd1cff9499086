/** Where metric filters find what is counted, in events as they were sent. */
export type PatternShape = {
  /** The text of the request line, or path or target (path with query) with the method, or several of these. */
  requestLine?: string
  method?: string
  path?: string
  target?: string
  status: string
} & (
  | {
      /** Each is the name of a column. */
      kind: 'columns'
      /** All columns up to the last that is named, or `...`. */
      columns: readonly string[]
    }
  | {
      /** Each is a selector such as `$.status`. */
      kind: 'json'
      /** What the status is; a text when absent. */
      statusIs?: 'number' | 'either'
    }
)

interface Order {
  method: string
  request: string
}

/** Our own fields, which each request of a followed file has. */
export const ourFields: PatternShape = {
  kind: 'json',
  status: '$.status',
  method: '$.method',
  path: '$.request',
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

const either = (conditions: readonly string[]) =>
  conditions.length > 1 ? `(${conditions.join(' || ')})` : (conditions[0] ?? '')

type Wanted = 'any' | 'well' | '404' | '500'

// Statuses are texts in most logs, and whether < compares texts as numbers is not written anywhere: so by their first digit.
const statusOf = (status: string) => ({
  text: {
    any: `${status} = "*"`,
    well: `${status} = "2*" || ${status} = "3*"`,
    404: `${status} = "404"`,
    500: `${status} = "500"`,
  },
  number: {
    any: `${status} >= 100`,
    well: `${status} >= 200 && ${status} < 400`,
    404: `${status} = 404`,
    500: `${status} = 500`,
  },
})

function jsonStatus({ status, statusIs }: PatternShape & { kind: 'json' }, wanted: Wanted): string {
  const { text, number } = statusOf(status)
  if (statusIs === 'number') return number[wanted]
  if (statusIs === undefined) return text[wanted]
  const both = wanted === 'well' ? `(${number[wanted]})` : number[wanted]
  return `${text[wanted]} || ${both}`
}

const bothWays = (text: string, end: string) => [quoted(`${text}${end}`), quoted(`${text}?*`)]

function jsonOrder({ requestLine, method, path, target }: PatternShape, order: Order): string {
  const ways: string[] = []
  const paths: string[] = []
  if (path !== undefined) paths.push(`${path} = ${quoted(order.request)}`)
  if (target !== undefined)
    paths.push(...bothWays(order.request, '').map((text) => `${target} = ${text}`))
  if (paths.length > 0) ways.push(`${method} = ${quoted(order.method)} && ${either(paths)}`)
  if (requestLine !== undefined)
    ways.push(
      ...bothWays(`${order.method} ${order.request}`, ' *').map(
        (text) => `${requestLine} = ${text}`,
      ),
    )
  return ways.length > 1
    ? either(ways.map((way) => (way.includes('&&') ? `(${way})` : way)))
    : (ways[0] ?? '')
}

function jsonPattern(shape: PatternShape & { kind: 'json' }, wanted: Wanted, order?: Order) {
  const status = jsonStatus(shape, wanted)
  const joined = status.includes('||') ? `(${status})` : status
  return order ? `{ ${jsonOrder(shape, order)} && ${joined} }` : `{ ${status} }`
}

const columnStatus: Record<Wanted, (status: string) => string> = {
  any: (status) => `${status} >= 100`,
  well: (status) => `${status} = 2* || ${status} = 3*`,
  404: (status) => `${status} = 404`,
  500: (status) => `${status} = 500`,
}

function columnsPattern(
  { columns, status, requestLine, method, path, target }: PatternShape & { kind: 'columns' },
  wanted: Wanted,
  order?: Order,
) {
  const conditionOf = (column: string): string => {
    if (column === status) return columnStatus[wanted](column)
    if (!order) return column
    if (column === method) return `${column} = ${quoted(order.method)}`
    if (column === path) return `${column} = ${quoted(order.request)}`
    const texts =
      column === target
        ? bothWays(order.request, '')
        : column === requestLine
          ? bothWays(`${order.method} ${order.request}`, ' *')
          : []
    return texts.length > 0 ? texts.map((text) => `${column} = ${text}`).join(' || ') : column
  }
  return `[${[...columns.map(conditionOf), '...'].join(', ')}]`
}

/** The metric filters that come with CafeWatch: what they count, with patterns for events of this shape. */
export function shippedFilters(order: Order, shape: PatternShape = ourFields) {
  const pattern = (wanted: Wanted, ordered?: Order) =>
    shape.kind === 'json'
      ? jsonPattern(shape, wanted, ordered)
      : columnsPattern(shape, wanted, ordered)
  return [
    { name: '404-Errors', pattern: pattern('404') },
    { name: '500-Errors', pattern: pattern('500') },
    { name: 'Orders', pattern: pattern('well', order) },
    { name: 'Requests', pattern: pattern('any') },
  ]
}
