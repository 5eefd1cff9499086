import { list, macro, quoted, type Sql, sql } from './sql'

/** SQL about internet addresses that are text. */
const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
const v4 = `(?:${octet}\\.){3}${octet}`
const group = '[0-9a-fA-F]{1,4}'
const v6 = [
  `(?:${group}:){7}${group}`,
  `(?:${group}:){1,7}:`,
  ...[6, 5, 4, 3, 2].map((left) => `(?:${group}:){1,${left}}(?::${group}){1,${7 - left}}`),
  `${group}:(?::${group}){1,6}`,
  `:(?:(?::${group}){1,7}|:)`,
].join('|')

export const validV4 = macro('is_ipv4', (text) => sql`regexp_full_match(${text}, ${quoted(v4)})`)
export const validV6 = macro('is_ipv6', (text) => sql`regexp_full_match(${text}, ${quoted(v6)})`)

/** The number of an IPv4 address; null for anything else. */
export const v4Number = macro('ipv4_number', (text) => {
  const part = (at: number, weight: number) =>
    sql`split_part(${text}, '.', ${at})::BIGINT * ${weight}`
  return sql`CASE WHEN ${validV4(text)} THEN ${part(1, 16777216)} + ${part(2, 65536)} + ${part(3, 256)} + ${part(4, 1)} END`
})

/** The 32 hexadecimal digits of an IPv6 address; null for anything else. */
export const v6Hex = macro('ipv6_hex', (text) => {
  const groups = (side: Sql) => sql`list_filter(string_split(${side}, ':'), lambda g: g <> '')`
  const left = groups(sql`split_part(${text}, '::', 1)`)
  const right = sql`CASE WHEN contains(${text}, '::') THEN ${groups(sql`split_part(${text}, '::', 2)`)} ELSE [] END`
  const gap = sql`list_transform(range(greatest(0, 8 - len(${left}) - len(${right}))), lambda i: '0')`
  const all = sql`list_concat(list_concat(${left}, ${gap}), ${right})`
  return sql`CASE WHEN ${validV6(text)} THEN lower(array_to_string(list_transform(${all}, lambda g: lpad(g, 4, '0')), '')) END`
})

/** SQL of the parts of a subnet that is text. */
const subnet = (range: Sql) => {
  const address = sql`split_part(${range}, '/', 1)`
  const written = sql`TRY_CAST(nullif(split_part(${range}, '/', 2), '') AS INTEGER)`
  const [v4Length, v6Length] = [sql`coalesce(${written}, 32)`, sql`coalesce(${written}, 128)`]
  return { address, v4Length, v6Length }
}

/** The first address of an IPv4 subnet that is text. */
export const v4Low = macro('ipv4_low', (range) => {
  const { address, v4Length } = subnet(range)
  const start = v4Number(address)
  return sql`CASE WHEN ${v4Length} BETWEEN 0 AND 32 THEN ${start} - ${start} % (1::BIGINT << (32 - ${v4Length})) END`
})

/** The last address of an IPv4 subnet that is text. */
export const v4High = macro('ipv4_high', (range) => {
  const { v4Length } = subnet(range)
  return sql`CASE WHEN ${v4Length} BETWEEN 0 AND 32 THEN ${v4Low(range)} + (1::BIGINT << (32 - ${v4Length})) - 1 END`
})

/** The first or last address of an IPv6 subnet that is text: `cut` is made of the digit that the subnet cuts through. */
function v6Edge(range: Sql, cut: (low: Sql, span: Sql) => Sql, fill: Sql): Sql {
  const { address, v6Length } = subnet(range)
  const digits = sql`(${v6Length} // 4)`
  const digit = sql`('0x' || substring(${v6Hex(address)}, ${digits} + 1, 1))::INTEGER`
  const span = sql`(1 << (4 - ${v6Length} % 4))`
  const edge = sql`lower(to_hex(${cut(sql`(${digit} - ${digit} % ${span})`, span)}))`
  return sql`CASE WHEN ${v6Length} BETWEEN 0 AND 127 THEN rpad(left(${v6Hex(address)}, ${digits}) || ${edge}, 32, ${fill}) WHEN ${v6Length} = 128 THEN ${v6Hex(address)} END`
}
export const v6Low = macro('ipv6_low', (range) => v6Edge(range, (low) => low, sql`'0'`))
export const v6High = macro('ipv6_high', (range) =>
  v6Edge(range, (low, span) => sql`${low} + ${span} - 1`, sql`'f'`),
)

/** How narrow a subnet that is text is; v4 counts from 96. */
export const subnetBits = macro('subnet_bits', (range) => {
  const { v4Length, v6Length } = subnet(range)
  return sql`CASE WHEN contains(${range}, ':') THEN ${v6Length} ELSE 96 + ${v4Length} END`
})

/** The first and last address of a subnet, as {@link v4Number} or {@link v6Hex} gives them. */
interface Range {
  version: 4 | 6
  low: Sql
  high: Sql
}

function v6Digits(text: string): string | null {
  const [head = '', tail] = text.split('::')
  const left = head ? head.split(':') : []
  const right = tail ? tail.split(':') : []
  const gap =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  const groups = [...left, ...gap, ...right]
  if (groups.length !== 8 || !groups.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return null
  return groups
    .map((part) => part.padStart(4, '0'))
    .join('')
    .toLowerCase()
}

/** The addresses of a subnet; null when the text names none. */
export function cidr(text: string): Range | null {
  const [address = '', length] = text.split('/')
  const prefix = length === undefined ? null : Number(length)
  if (new RegExp(`^${v4}$`).test(address)) {
    const bits = prefix ?? 32
    if (!Number.isInteger(bits) || bits < 0 || bits > 32) return null
    const size = 2 ** (32 - bits)
    const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    const low = Math.floor(value / size) * size
    return { version: 4, low: sql`${low}`, high: sql`${low + size - 1}` }
  }
  const digits = v6Digits(address)
  const bits = prefix ?? 128
  if (!digits || !Number.isInteger(bits) || bits < 0 || bits > 128) return null
  const size = 1n << BigInt(128 - bits)
  const low = (BigInt(`0x${digits}`) / size) * size
  const print = (value: bigint) => quoted(value.toString(16).padStart(32, '0'))
  return { version: 6, low: print(low), high: print(low + size - 1n) }
}

const nets = {
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  reserved: [
    '0.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '::/127',
    'fe80::/10',
    'ff00::/8',
    '2001:db8::/32',
  ],
}

export const isWithin = (address: Sql, { low, high }: Range): Sql =>
  sql`${address} BETWEEN ${low} AND ${high}`

/** Whether what `holds` says of the ranges is so of an address; false for what is no address. */
function ofNetworks(text: Sql, networks: readonly string[], holds: (inside: Sql) => Sql): Sql {
  const ranges = networks.map(cidr).filter((range) => range !== null)
  const tests = (version: 4 | 6, address: Sql) => {
    const same = ranges.filter((range) => range.version === version)
    const within = same.map((range) => isWithin(address, range))
    return holds(list(within, ' OR '))
  }
  return sql`coalesce(list_any_value(list_transform([${v4Number(text)}], lambda n: ${tests(4, sql`n`)})), list_any_value(list_transform([${v6Hex(text)}], lambda h: ${tests(6, sql`h`)})), false)`
}

const inNetworks = (text: Sql, networks: readonly string[]): Sql =>
  ofNetworks(text, networks, (inside) => inside)

/** Whether an address lies in a private network: RFC 1918, unique local. */
export const isPrivate = macro('is_private_ip', (text) => inNetworks(text, nets.private))
/** Whether an address lies in a network reserved for a special use. */
export const isReserved = macro('is_reserved_ip', (text) => inNetworks(text, nets.reserved))
/** Whether it is an address of neither kind. */
export const isPublic = macro('is_public_ip', (text) =>
  ofNetworks(text, [...nets.private, ...nets.reserved], (inside) => sql`NOT (${inside})`),
)
