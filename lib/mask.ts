// A network that an address was masked to may come again: with its length it stays as it is.
const v4 = /(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)(?:\/24(?!\d))?/g
const v6 =
  /(?:(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{0,4}(?::[0-9a-f]{1,4}){0,6}(?![\w:])|(?<![\w:])[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?(?![\w:])|(?<![\w:])::[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){1,6}(?![\w:]|\.\d))(?:\/48(?!\d))?/gi

const mayHoldAddress = /\d\.\d|:/

function maskV6(text: string): string {
  const [address = ''] = text.toLowerCase().split('/')
  const [head = '', tail] = address.split('::')
  const left = head ? head.split(':') : []
  const right = tail ? tail.split(':') : []
  const gap =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  const groups = [...left, ...gap, ...right]
  if (groups.length !== 8) return text
  return `${groups.slice(0, 3).join(':')}::/48`
}

// Chrome/120.0.0.0 is a version: no client has an address whose last three parts are zero.
const isVersion = (...parts: string[]) => parts.every((part) => part === '0')

/** A client address without its last part: 203.0.113.9 → 203.0.113.0/24, IPv6 → its /48. */
export function maskAddresses(text: string): string {
  if (!mayHoldAddress.test(text)) return text
  return text
    .replace(v4, (whole, a: string, b: string, c: string, d: string) =>
      [a, b, c, d].every((part) => Number(part) <= 255) && !isVersion(b, c, d)
        ? `${a}.${b}.${c}.0/24`
        : whole,
    )
    .replace(v6, maskV6)
}

/** A value with every text in it masked. */
export function masked<Value>(value: Value): Value
export function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskAddresses(value)
  if (Array.isArray(value)) return value.map((item) => masked(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, masked(member)]))
}

/** The network that an address stands for where it is shown: of 203.0.113.9, 203.0.113.x, 203.0.113.0/24 and the like; null of other text. */
export function networkOf(text: string): string | null {
  const address = text
    .trim()
    .replace(/\/(24|48)$/, '')
    .replace(/\.[x*]$/i, '.0')
  const masked = maskAddresses(address)
  return /^[\d.]+\/24$|^[\da-f:]+::\/48$/.test(masked) ? masked : null
}
