import { ExpressionFailed } from '../expression'
import { evaluateQueries } from '../queries'
import { type Drawn, metric, queriesOf, sourcesOf, startMs } from './drawn'
import { randomExpression } from './random-expression'

const drawn: Drawn = {
  m1: '1 2 3 4 5 6 7 8 9 10',
  m2: '0 -1 0 - 1e3 - - 0 0 0.5',
  gap: '- - 5 - - - 6 - - -',
  none: '-',
  slow: { drawing: '7 -', periodSeconds: 300 },
  huge: '1e308 -1e308 1e308',
}
const known = [...Object.keys(drawn).map((name) => metric(name, 'Shop')), metric('m1', 'Shop', ['Page', 'order'])]
const ids = Object.keys(drawn)
const slowestMs = 2_000

/** How a request made of random expressions ends. Throws when it ends in any way but an answer or a refusal. */
export async function tryExpression(seed: number): Promise<'answered' | 'refused'> {
  const expressions = [0, 1].map((at) => ({
    Id: `e${at}`,
    Expression: randomExpression(seed * 2 + at, at === 0 ? ids : [...ids, 'e0', 'e0']),
    Label: seed % 5 === 0 ? `x \${LABEL} \${MAX_TIME} \${PROP('Stat')}` : undefined,
    ReturnData: at === 1,
  }))
  const text = expressions.map(({ Expression }) => JSON.stringify(Expression)).join(' and ')
  const began = performance.now()
  try {
    const { results } = await evaluateQueries(
      [...queriesOf(drawn), ...expressions],
      { startMs, endMs: startMs + 600_000 },
      sourcesOf(drawn, known),
      { nowMs: startMs + 600_000, zone: '+0000', region: 'local', account: '0' },
    )
    for (const { series } of results) {
      if (!series.values.every(Number.isFinite)) throw new Error(`${text} gives no number`)
      if (series.timesMs.some((timeMs, at) => timeMs <= (series.timesMs[at - 1] ?? 0)))
        throw new Error(`${text} gives datapoints out of order`)
    }
    return 'answered'
  } catch (error) {
    if (error instanceof ExpressionFailed) return 'refused'
    throw new Error(`seed ${seed}: ${text}`, { cause: error })
  } finally {
    if (performance.now() - began > slowestMs) throw new Error(`seed ${seed}: ${text} is slow`)
  }
}
