/** Expressions that follow the grammar and little else, and now and then are damaged. */
export function randomExpression(seed: number, metrics: readonly string[]): string {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0
  const below = (limit: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % limit
  }
  const pick = (list: readonly string[]) => list[below(list.length)] ?? ''
  const one = (makers: readonly ((depth: number) => string)[], depth: number) =>
    makers[below(makers.length)]?.(depth) ?? ''

  const wrong = ['nosuch', 'e1', 'REPEAT', '"m1"', 'SUMM(m1)', 'avg(m1)', 'constructor(m1)', '__proto__(m1)', 'toString()', 'ANOMALY_DETECTION_BAND(m1)', 'SUM()', 'SELECT x']
  const numbers = ['0', '1', '-1', '2.5', '.5', '1e3', '1e308', '1e999', '300', '60', '0.1']
  const alike = ['ABS', 'CEIL', 'DIFF', 'DIFF_TIME', 'FLOOR', 'LOG', 'LOG10', 'RATE', 'RUNNING_SUM', '-', '-']
  const reducing = ['AVG', 'DATAPOINT_COUNT', 'MAX', 'MIN', 'STDDEV', 'SUM']
  const dates = ['DATE', 'DAY', 'EPOCH', 'HOUR', 'MINUTE', 'MONTH', 'YEAR']
  const operators = ['+', '-', '*', '/', '^', '==', '!=', '<', '<=', '>', '>=', 'AND', 'OR', '&&', '||']
  const terms = ['Shop', '"m1"', 'MetricName=m1', 'NOT huge', 'm1 OR gap', '(m1 AND (gap))', '{Shop}', '{Shop,Page} order']
  const wrongTerms = ['{"Shop"', '"', 'Page=', 'AND', ')', '\\', '-', '']
  const period = () => pick(['', ', 300', ', 60', ', 60', below(9) ? '' : ', m1'])

  /** One time in thirty it is something else than what belongs there. */
  const astray = (depth: number, right: () => string): string => {
    if (below(30)) return right()
    return below(2) ? pick(wrong) : one([series, array, scalar], depth)
  }
  function scalar(depth: number): string {
    if (depth <= 0) return pick(numbers)
    switch (below(5)) {
      case 0: return pick(numbers)
      case 1: return `(${astray(depth - 1, () => scalar(depth - 1))} ${pick(operators)} ${scalar(depth - 1)})`
      case 2: return `METRIC_COUNT(${astray(depth - 1, () => array(depth - 1))})`
      case 3: return `PERIOD(${pick(metrics)})`
      default: return `${pick(reducing)}(${astray(depth - 1, () => series(depth - 1))})`
    }
  }
  function array(depth: number): string {
    const inner = () => astray(depth - 1, () => array(depth - 1))
    if (depth <= 0) return pick(['METRICS()', 'METRICS("m")', '[m1, slow]', 'METRICS("nosuch")'])
    switch (below(8)) {
      case 0: return `[${astray(depth - 1, () => series(depth - 1))}, ${one([series, array], depth - 1)}]`
      case 1: return `SEARCH('${pick(terms)} ${pick(below(9) ? terms : wrongTerms)}', '${pick(['Sum', 'p99', 'TM(1%:)', below(9) ? 'IQM' : 'Mean'])}'${period()})`
      case 2: return `SORT(${inner()}, ${pick(['AVG', 'MAX', 'SUM', 'MIN'])}, ${pick(['ASC', 'DESC'])}${pick(['', ', 2', below(9) ? '' : `, ${scalar(depth - 1)}`])})`
      case 3: return `SLICE(${inner()}, ${pick(['0', '1', '99', below(9) ? '2' : '-1'])}${pick(['', ', 2'])})`
      case 4: return `REMOVE_EMPTY(${inner()})`
      case 5: return `FILL(${inner()}, ${pick(['0', 'REPEAT', 'LINEAR', 'm1'])})`
      case 6: return `(${inner()} ${pick(operators)} ${one([series, scalar], depth - 1)})`
      default: return `${pick(alike)}(${inner()})`
    }
  }
  function series(depth: number): string {
    const inner = () => astray(depth - 1, () => series(depth - 1))
    if (depth <= 0) return pick(metrics)
    switch (below(11)) {
      case 0: return pick(metrics)
      case 1: return `(${inner()} ${pick(operators)} ${one([series, scalar], depth - 1)})`
      case 2: return `${one([series, scalar], depth - 1)}${pick(operators)}${inner()}`
      case 3: return `IF(${inner()}, ${one([series, scalar], depth - 1)}${pick(['', `, ${inner()}`])})`
      case 4: return `FILL(${inner()}, ${pick(['0', 'REPEAT', 'LINEAR', series(depth - 1), scalar(depth - 1)])})`
      case 5: return `${pick(['FIRST', 'LAST'])}(${astray(depth - 1, () => array(depth - 1))})`
      case 6: return `${pick(reducing)}(${astray(depth - 1, () => array(depth - 1))})`
      case 7: return `TIME_SERIES(${astray(depth - 1, () => scalar(depth - 1))})`
      case 8: return `${pick(dates)}(${inner()})`
      default: return `${pick(alike)}(${inner()})`
    }
  }

  const damage = ['(', ')', '[', ']', ',', '"', "'", '\\', '=', '&', '|', ' ', '\n', '\u0000', 'é', '💥', 'SUM(', '-', '${MAX}', '1e', '.']
  let text = one([series, series, array], 1 + below(4))
  for (let times = below(8) === 0 ? 1 + below(3) : 0; times > 0; times -= 1) {
    const at = below(text.length + 1)
    const end = below(2) ? at : Math.min(text.length, at + 1 + below(6))
    text = text.slice(0, at) + pick(['', ...damage]) + text.slice(end)
  }
  return text.slice(0, 2048)
}
