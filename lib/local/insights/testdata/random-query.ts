/** Queries that follow the grammar and little else: to find what compiles and then stops the database. */
export function randomQuery(seed: number): string {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0
  const below = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % most
  }
  const pick = (list: readonly string[]) => list[below(list.length)] ?? ''
  const fields = ['status', 'request', 'bytes', 'remoteIP', 'missing', '@timestamp', '@message', 'x', 'y']
  const literals = [
    '0', '1', '-1', '404', '1e20', '1e308', '2.5', '9223372036854775808', '""', '"abc"', '"-"',
    '"%"', '"10.0.0.0/8"', '"2026-03-02"', '"é💥"', '"\\""', '"nan"', '"inf"', '"1e309"',
  ]
  const periods = ['5m', '1h', '1d', '1w', '1mo', '1y', '3ms', '2q']
  const one = ['abs', 'ceil', 'floor', 'sqrt', 'log', 'round', 'toInt', 'toLong', 'toNumber', 'toDouble',
    'ispresent', 'isNumeric', 'messageSize', 'isempty', 'isblank', 'trim', 'ltrim', 'rtrim', 'strlen',
    'toupper', 'tolower', 'urlencode', 'urldecode', 'base64encode', 'base64decode', 'hexToAscii',
    'hexToDec', 'decToHex', 'md5', 'sha256', 'isValidIp', 'isValidIpV4', 'isValidIpV6', 'ipv4ToNumber',
    'isPrivateIP', 'isPublicIP', 'isReservedIP', 'fromMillis', 'toMillis']
  const two = ['round', 'greatest', 'least', 'concat', 'ltrim', 'substr', 'strcontains', 'startsWith', 'endsWith', 'split', 'coalesce', 'if']
  const aggregates = ['count', 'sum', 'avg', 'min', 'max', 'stddev', 'variance', 'values', 'earliest', 'latest', 'count_distinct', 'sortsFirst', 'sortsLast']

  function value(depth: number): string {
    const inner = () => value(depth - 1)
    if (depth <= 0) return below(2) ? pick(fields) : pick(literals)
    switch (below(12)) {
      case 0: return `${pick(one)}(${inner()})`
      case 1: return `${pick(two)}(${inner()}, ${inner()})`
      case 2: return `(${inner()} ${pick(['+', '-', '*', '/', '%', '^'])} ${inner()})`
      case 3: return `-${inner()}`
      case 4: return `substr(${inner()}, ${inner()}, ${inner()})`
      case 5: return `${pick(['datefloor', 'dateceil'])}(${inner()}, ${pick(periods)})`
      case 6: return `formatDate(${inner()}, "${pick(['%F %T', '%j%%', '%A %e'])}"${pick(['', ', "+05:30"', ', "America/New_York"'])})`
      case 7: return `parseDate(${inner()}, "${pick(['yyyy-MM-dd', 'HH:mm', "yyyy'T'HH"])}"${pick(['', ', "Asia/Tokyo"'])})`
      case 8: return `case(${condition(depth - 1)}, ${inner()}, ${inner()})`
      case 9: return `replace(${inner()}, ${inner()}, ${inner()})`
      case 10: return `haversine(${inner()}, 1, ${inner()}, 2)`
      default: return below(2) ? pick(fields) : pick(literals)
    }
  }
  function condition(depth: number): string {
    switch (below(6)) {
      case 0: return `not (${value(depth)} = ${value(depth)})`
      case 1: return `${value(depth)} like ${pick(['"a"', '/4.4/', '/(?i)CAFE/', '""'])}`
      case 2: return `${value(depth)} in [${pick(literals)}, ${pick(literals)}]`
      case 3: return `(${value(depth)} > ${value(depth)} or ${value(depth)})`
      default: return `${value(depth)} ${pick(['=', '!=', '<', '<=', '>', '>='])} ${value(depth)}`
    }
  }
  function stage(): string {
    switch (below(9)) {
      case 0: return `filter ${condition(2)}`
      case 1: return `stats ${pick(aggregates)}(${value(1)}) as x, pct(${value(1)}, ${below(101)}) as y by ${value(1)} as status`
      case 2: return `stats count(*) as x by bin(${pick(periods)}) as y${pick(['', ' offset 7m'])}`
      case 3: return `sort ${value(1)} ${pick(['asc', 'desc'])}`
      case 4: return `limit ${1 + below(20)}`
      case 5: return `parse ${pick(fields)} "${pick(['*/*', '"status":"*"*', '*'])}" as x${pick(['', ', y'])}`
      case 6: return `parse request /${pick(['(?<x>\\w+)', '(?<x>.)(?<y>.)'])}/`
      case 7: return `dedup ${pick(fields)}`
      default: return `fields ${value(3)} as x, ${value(2)} as y`
    }
  }
  return Array.from({ length: 1 + below(4) }, stage).join(' | ')
}
