/** Queries that follow the grammar and little else: to find what compiles and then stops the database. */
export function randomQuery(seed: number): string {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0
  const below = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % most
  }
  const pick = (list: readonly string[]) => list[below(list.length)] ?? ''
  const fields = ['status', 'request', 'bytes', 'remoteIP', 'missing', '@timestamp', '@message', 'x', 'y', 'm.a', 'x.b', 'm.a[1].b',
    'y[0]', 'j']
  const literals = [
    '0', '1', '-1', '404', '1e20', '1e308', '2.5', '9223372036854775808', '""', '"abc"', '"-"',
    '"%"', '"10.0.0.0/8"', '"2026-03-02"', '"é💥"', '"\\""', '"nan"', '"inf"', '"1e309"',
    "'{\"a\":[1,{\"b\":null},true]}'", "'[1,[2],{}]'", "'a=1 b=\"c d\" a=2'", "',\"x,\"\",'",
  ]
  const periods = ['5m', '1h', '1d', '1w', '1mo', '1y', '3ms', '2q']
  const one = ['abs', 'ceil', 'floor', 'sqrt', 'log', 'round', 'toInt', 'toLong', 'toNumber', 'toDouble',
    'ispresent', 'isNumeric', 'messageSize', 'isempty', 'isblank', 'trim', 'ltrim', 'rtrim', 'strlen',
    'toupper', 'tolower', 'urlencode', 'urldecode', 'base64encode', 'base64decode', 'hexToAscii',
    'hexToDec', 'decToHex', 'md5', 'sha256', 'isValidIp', 'isValidIpV4', 'isValidIpV6', 'ipv4ToNumber',
    'isPrivateIP', 'isPublicIP', 'isReservedIP', 'fromMillis', 'toMillis', 'jsonParse', 'jsonStringify',
    'jsonArraySize', 'unmask']
  const two = ['round', 'greatest', 'least', 'concat', 'ltrim', 'substr', 'strcontains', 'startsWith', 'endsWith', 'split', 'coalesce', 'if', 'jsonArrayContains']
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
  const names = () => Array.from({ length: 1 + below(2) }, () => pick(fields.slice(0, 9))).join(', ')
  const subquery = () => `(SOURCE 'shop/orders' | filter ${condition(1)} | fields ${pick(fields)} as x)`
  function newer(): string {
    switch (below(24)) {
      case 0: return `parse ${pick(fields)} logfmt as m`
      case 1: return `parse csv as x, y, z`
      case 2: return `parse request /(?<x>\\w)(?<y>.)/ multi`
      case 3: return `fields jsonParse(${value(1)}) as ${pick(['m', 'x', 'j'])}`
      case 4: return `unnest ${pick(fields.slice(0, 11))} into ${pick(['x', 'm'])}`
      case 5: return `expand ${pick(fields.slice(0, 9))}`
      case 6: return `json field=${pick(fields.slice(0, 9))} "${pick(['a', 'a[1].b', 'status', 'x.y'])}" as x`
      case 7: return `lookup pages path as ${pick(fields.slice(0, 9))} OUTPUT title${pick(['', ' as x', ', rank'])}`
      case 8: return `cidrlookup networks ${pick(fields.slice(0, 9))} ${pick(['OUTPUT', 'OUTPUTNEW'])} owner as ${pick(['x', 'status'])}`
      case 9: return `join type=${pick(['inner', 'left'])} left=m right=j where m.${pick(['status', 'remoteIP'])} = j.x ${subquery()}`
      case 10: return `appendcols ${pick(['', 'override=true ', 'max=2 '])}${subquery()}`
      case 11: return `filter ${value(1)} ${pick(['', 'not '])}in ${subquery()}`
      case 12: return `addtotals ${pick(['', 'row=false ', 'col=true '])}${pick(['', 'x', 'x, bytes'])}`
      case 13: return `accum ${pick(fields.slice(0, 9))}${pick(['', ' as x'])}`
      case 14: return `autoregress ${pick(fields.slice(0, 9))} p=${pick(['1', '2-3'])}`
      case 15: return `filldown ${pick(['', 'x', 's*', '*'])}`
      case 16: return `fillmissing${pick(['', ' with 0 for x', ' with "a" for x'])}`
      case 17: return `countFrequent ${names()}`
      case 18: return `sessionize ${names()}${pick(['', ' maxspan 1m as x'])}`
      case 19: return `outlier ${pick(['', 'action=remove ', 'uselower=true ', 'mark=true '])}${pick(fields.slice(0, 9))}`
      case 20: return `pattern ${pick(fields.slice(0, 9))}${pick(['', ' | diff', ' | diff previousMonth', ' | anomaly'])}`
      case 21: return `relevantfields ${pick(['', 'status, x '])}where ${condition(1)}`
      case 22: return `logcompare timeshift ${pick(periods)}`
      default: return `stats ${pick(['topk(3, status)', `rate(${value(1)}, 1m) as x by request`, 'count(*) by histogram(bytes, 10) as x'])}`
    }
  }
  function stage(): string {
    if (below(3) === 0) return newer()
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
