import { orderPattern } from './order-pattern/order-pattern'
import { ourFields, type PatternShape } from './order-pattern/shape'
import type { Step } from './shop/steps'

type Wanted = 'any' | '404' | '500' | '5xx'

const jsonStatus = (status: string) => ({
  text: {
    any: `${status} = "*"`,
    404: `${status} = "404"`,
    500: `${status} = "500"`,
    '5xx': `${status} = "5*"`,
  },
  number: {
    any: `${status} >= 100`,
    404: `${status} = 404`,
    500: `${status} = 500`,
    '5xx': `${status} >= 500 && ${status} < 600`,
  },
})

const columnStatus = (status: string) => ({
  any: `${status} >= 100`,
  404: `${status} = 404`,
  500: `${status} = 500`,
  '5xx': `${status} = 5*`,
})

function patternOf(shape: PatternShape, wanted: Wanted): string {
  const { status } = shape
  if (shape.kind === 'json') {
    const { text, number } = jsonStatus(status)
    const range = wanted === '5xx' ? `(${number[wanted]})` : number[wanted]
    const both = `${text[wanted]} || ${range}`
    return `{ ${shape.statusIs === 'either' ? both : { number, text }[shape.statusIs ?? 'text'][wanted]} }`
  }
  const condition = columnStatus(status)[wanted]
  const columns = shape.columns.map((column) => (column === status ? condition : column))
  return `[${[...columns, '...'].join(', ')}]`
}

/**
 * The metric filters that come with CafeWatch: what they count, with patterns for events of this shape.
 * Without steps there are no orders to count. Throws a NotCountable when no pattern can say what an order is.
 */
export function shippedFilters(steps: readonly Step[], shape: PatternShape = ourFields) {
  const order = steps.at(-1)
  return [
    { name: '404-Errors', pattern: patternOf(shape, '404') },
    { name: '500-Errors', pattern: patternOf(shape, '500') },
    { name: '5xx-Errors', pattern: patternOf(shape, '5xx') },
    ...(order ? [{ name: 'Orders', pattern: orderPattern(order, shape) }] : []),
    { name: 'Requests', pattern: patternOf(shape, 'any') },
  ]
}
