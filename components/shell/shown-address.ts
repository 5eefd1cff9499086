// Addresses are shown as networks. Who types one means all addresses in it, and no line holds that text.

const network = String.raw`(?:(?:\d{1,3}\.){3}(?:0\/24|[x*])|[\da-f:]+::\/48)`
const start = (shown: string): string =>
  shown.includes(':') ? shown.replace(/::\/48$/i, ':') : shown.replace(/(?:0\/24|[x*])$/i, '')

const term = new RegExp(`(?<![\\w.:"])(["']?)(${network})\\1(?![\\w.:"])|"(${network})"`, 'gi')

/** A filter pattern that finds the lines of a network where it names one as it is shown. */
export function patternOfShown(pattern: string): string {
  const kind = /^\s*([{[]?)/.exec(pattern)?.[1]
  return pattern.replace(term, (_, _quote, bare?: string, quoted?: string) => {
    const beginning = start(bare ?? quoted ?? '')
    if (kind === '[') return `${beginning}*`
    return kind === '{' ? `"${beginning}*"` : `"${beginning}"`
  })
}

const condition = new RegExp(
  `([\\w.@]+|\`[^\`]+\`)\\s*(=|!=|(?:not\\s+)?like)\\s*(["'])(${network})\\3`,
  'gi',
)

/** A query that asks for a network where it compares a field with one as it is shown. */
export function queryOfShown(query: string): string {
  return query.replace(condition, (_, field: string, operator: string, _mark, shown: string) => {
    if (/like/i.test(operator)) return `${field} ${operator} "${start(shown)}"`
    const subnet = shown.replace(/[x*]$/i, '0/24')
    const inSubnet = `isIpv${shown.includes(':') ? 6 : 4}InSubnet(${field}, "${subnet}")`
    return operator === '!=' ? `not ${inSubnet}` : inSubnet
  })
}
