import { functionNames } from '../functions'

/** Queries that try to get at a part of a text: by every function of texts, numbers, hashes and addresses. */
export function prying(seed: number): string {
  let state = (seed * 2_654_435_761 + 4_321) >>> 0
  const below = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % most
  }
  const pick = <Item>(list: readonly Item[]) => list[below(list.length)] as Item
  const fields = ['@message', 'remoteIP', '`X-Forwarded-For`', 'request', 'query', 'referer', 'perClient.203.0.113.82', '@message', 'remoteIP']
  // Of functions with names of their own these take texts first, numbers where they must.
  const one = functionNames.filter((name) => /^(is(valid|private|public|reserved|empty|blank|numeric|present)|ipv4|str(len)|to|trim|ltrim|rtrim|url|base64|hex|dec|md5|sha|messagesize|json|unmask|abs|floor|fromm)/.test(name))
  const literals = ['"203.0.113.82"', '"82"', '"203.0.113."', '"."', '"key="', '"%3A"', '"/24"', '"2001:db8:85a3:1:fe:8a2e:370:7334"', '"wc_order_aB3xK9"', '"x"']
  const subnets = ['"203.0.113.80/28"', '"203.0.113.82"', '"203.0.113.0/24"', '"2001:db8:85a3:1::/64"', '"203.0.113.64/26"']
  function text(depth: number): string {
    const inner = () => (depth <= 0 ? pick(fields) : text(depth - 1))
    switch (below(13)) {
      case 0: return `substr(${inner()}, ${below(40)}, ${1 + below(12)})`
      case 1: return `replace(${inner()}, ${pick(literals)}, ${pick(literals)})`
      case 2: return `regexReplace(${inner()}, "${pick(['[^0-9]', '\\\\.', '^.*113', '[.]', '^.*key=', ':'])}", "${pick(['', 'a', '-'])}")`
      case 3: return `concat(${inner()}, ${pick(literals)}, ${inner()})`
      case 4: return `${pick(one)}(${inner()})`
      case 5: return `coalesce(${inner()}, ${inner()})`
      case 6: return `if(${condition(depth - 1)}, ${inner()}, ${pick(literals)})`
      case 7: return `(ipv4ToNumber(${inner()}) % 256)`
      case 8: return `${pick(['ltrim', 'rtrim', 'trim'])}(${inner()}, ${pick(literals)})`
      default: return `${pick(one)}(${inner()})`
    }
  }
  function condition(depth: number): string {
    const of = () => (depth <= 0 ? pick(fields) : text(depth - 1))
    switch (below(9)) {
      case 0: return `${of()} ${pick(['=', '!=', '<', '>='])} ${pick(literals)}`
      case 1: return `${of()} like ${pick(['/203.0.113.8[0-9]/', '/\\.82\\b/', '"82"', '/7334/', '/aB3/', '/[89]\\d/'])}`
      case 2: return `${of()} in [${pick(literals)}, ${pick(literals)}]`
      case 3: return `${pick(['isIpInSubnet', 'isIpv4InSubnet', 'isIpv6InSubnet'])}(${of()}, ${pick(subnets)})`
      case 4: return `strcontains(${of()}, ${pick(literals)})`
      case 5: return `${pick(['startsWith', 'endsWith'])}(${of()}, ${pick(literals)})`
      case 6: return `strlen(${of()}) > ${below(300)}`
      default: return `ipv4ToNumber(${of()}) % 2 = ${below(2)}`
    }
  }
  const parse = () =>
    pick([
      `parse @message /(?<x>\\d+\\.\\d+\\.\\d+\\.\\d+)/`,
      `parse @message /113\\.(?<x>\\d+)/ multi`,
      `parse @message "203.0.113.*" as x`,
      `parse @message /(?<x>[0-9a-f:]{12,})/`,
      `parse remoteIP "*.*.*.*" as w, v, u, x`,
      `parse query "key=*" as x`,
      'parse referer logfmt as m | fields m.key as x',
      'parse @message csv as w, x',
    ])
  switch (below(7)) {
    case 0: return `filter ${condition(2)} | fields ${text(2)} as x | sort x`
    case 1: return `${parse()} | fields x, ${text(1)} as y`
    case 2: return `stats count(*) as n, count_distinct(${text(1)}) as d by ${text(1)} as x | sort x, n, d`
    case 3: return `${parse()} | stats count(*) as n by x | sort x`
    case 4: return `fields ${text(3)} as x | filter ${condition(1)} | stats count(*) as n, max(x) as a, min(x) as b`
    case 5: return `stats sum(${condition(2)}) as n, values(${text(1)}) as v`
    default: return `fields ${text(3)} as x, ${condition(2)} as y | sort x, y`
  }
}
