/** SQL about internet addresses kept as text. */
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

export const validV4 = (text: string) => `regexp_full_match(${text}, '${v4}')`
export const validV6 = (text: string) => `regexp_full_match(${text}, '${v6}')`

/** The number of an IPv4 address; null for anything else. */
export function v4Number(text: string): string {
  const part = (at: number, weight: number) => `split_part(${text}, '.', ${at})::BIGINT * ${weight}`
  return `CASE WHEN ${validV4(text)} THEN ${part(1, 16777216)} + ${part(2, 65536)} + ${part(3, 256)} + ${part(4, 1)} END`
}

/** The 32 hexadecimal digits of an IPv6 address; null for anything else. */
export function v6Hex(text: string): string {
  const groups = (side: string) => `list_filter(string_split(${side}, ':'), lambda g: g <> '')`
  const left = groups(`split_part(${text}, '::', 1)`)
  const right = `CASE WHEN contains(${text}, '::') THEN ${groups(`split_part(${text}, '::', 2)`)} ELSE [] END`
  const gap = `list_transform(range(greatest(0, 8 - len(${left}) - len(${right}))), lambda i: '0')`
  const all = `list_concat(list_concat(${left}, ${gap}), ${right})`
  return `CASE WHEN ${validV6(text)} THEN lower(array_to_string(list_transform(${all}, lambda g: lpad(g, 4, '0')), '')) END`
}

/** The addresses of a subnet kept as text: the first and last of either version, and how narrow it is (v4 counts from 96). */
export function cidrBounds(text: string) {
  const address = `split_part(${text}, '/', 1)`
  const written = `TRY_CAST(nullif(split_part(${text}, '/', 2), '') AS INTEGER)`
  const [v4Length, v6Length] = [`coalesce(${written}, 32)`, `coalesce(${written}, 128)`]
  const v4Size = `(1::BIGINT << (32 - ${v4Length}))`
  const v4Start = `(${v4Number(address)})`
  const isV4 = `${v4Length} BETWEEN 0 AND 32`
  // Of a hexadecimal digit that the subnet cuts through, the first and last value that lie within.
  const digits = `(${v6Length} // 4)`
  const cut = `('0x' || substring(${v6Hex(address)}, ${digits} + 1, 1))::INTEGER`
  const span = `(1 << (4 - ${v6Length} % 4))`
  const edge = (digit: string, fill: string) =>
    `CASE WHEN ${v6Length} BETWEEN 0 AND 127 THEN rpad(left(${v6Hex(address)}, ${digits}) || lower(to_hex(${digit})), 32, '${fill}') WHEN ${v6Length} = 128 THEN ${v6Hex(address)} END`
  const low = `(${cut} - ${cut} % ${span})`
  return {
    v4Low: `CASE WHEN ${isV4} THEN ${v4Start} - ${v4Start} % ${v4Size} END`,
    v4High: `CASE WHEN ${isV4} THEN ${v4Start} - ${v4Start} % ${v4Size} + ${v4Size} - 1 END`,
    v6Low: edge(low, '0'),
    v6High: edge(`${low} + ${span} - 1`, 'f'),
    bits: `CASE WHEN contains(${text}, ':') THEN ${v6Length} ELSE 96 + ${v4Length} END`,
  }
}

export interface Range {
  version: 4 | 6
  low: number | string
  high: number | string
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

/** The first and last address of a subnet; null when the text names none. */
export function cidr(text: string): Range | null {
  const [address = '', length] = text.split('/')
  const prefix = length === undefined ? null : Number(length)
  if (new RegExp(`^${v4}$`).test(address)) {
    const bits = prefix ?? 32
    if (!Number.isInteger(bits) || bits < 0 || bits > 32) return null
    const size = 2 ** (32 - bits)
    const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    const low = Math.floor(value / size) * size
    return { version: 4, low, high: low + size - 1 }
  }
  const digits = v6Digits(address)
  const bits = prefix ?? 128
  if (!digits || !Number.isInteger(bits) || bits < 0 || bits > 128) return null
  const size = 1n << BigInt(128 - bits)
  const low = (BigInt(`0x${digits}`) / size) * size
  const print = (value: bigint) => value.toString(16).padStart(32, '0')
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

/** SQL that tells whether an address lies in a private (RFC 1918, unique local) or a reserved network. */
export function isReserved(text: string, which: keyof typeof nets): string {
  const ranges = nets[which].map(cidr).filter((range) => range !== null)
  const four = ranges.filter(({ version }) => version === 4)
  const six = ranges.filter(({ version }) => version === 6)
  const v4Test = four.map(({ low, high }) => `n BETWEEN ${low} AND ${high}`).join(' OR ')
  const v6Test = six.map(({ low, high }) => `h BETWEEN '${low}' AND '${high}'`).join(' OR ')
  return `coalesce(list_any_value(list_transform([${v4Number(text)}], lambda n: ${v4Test})), list_any_value(list_transform([${v6Hex(text)}], lambda h: ${v6Test})), false)`
}
