/**
 * Client addresses without their last part, and secrets without themselves. The rules are regular
 * expressions that JavaScript and RE2 read alike, so that pages and the SQL of the engine mask the same.
 */
export interface Rule {
  /** In any letter case, everywhere. */
  pattern: string
  /** With `$1` for a group. */
  by: string
}

/** What is called so in a query string is hidden, where the site file says nothing else. */
export const defaultSecretParameters: readonly string[] = [
  ...[
    'key',
    'order_key',
    'api_key',
    'apikey',
    'token',
    'access_token',
    'refresh_token',
    'id_token',
  ],
  ...['auth', 'password', 'passwd', 'pass', 'pwd', 'secret', 'client_secret', 'signature', 'sig'],
  ...['session', 'sessionid', 'session_id', 'sid', 'phpsessid', 'jsessionid', 'otp'],
]

// A character may be escaped by a browser, a proxy on the way (once more), nginx, JSON or HTML.
const escaped = (hex: string) => String.raw`%(?:25)*${hex}|\\{1,4}(?:x|u00)${hex}`
const dot = String.raw`(?:\.|${escaped('2e')}|&#46;)`
const colon = `(?::|${escaped('3a')}|&#58;)`
const digit = '(?:[0-9]|%(?:25)*3[0-9])'
const zero = '(?:0|%(?:25)*30)'
const part = `${digit}{1,3}`
const noPart = `${zero}{1,3}`
const somePart = `${zero}{0,2}(?:[1-9]|%(?:25)*3[1-9])${digit}{0,2}`

// Chrome/120.0.0.0 is a version: no client has an address whose last three parts are zero.
const notAVersion = `${part}${dot}(?:${somePart}${dot}${part}|${noPart}${dot}${somePart})`
const zeros = `${part}${dot}${noPart}${dot}${noPart}`
/** With what may stand before it in IPv6, and with more numbers behind: `1.203.0.113.9` keeps three. */
const v4 = `(?:(?:(?:0{1,4}${colon}){5}|${colon}{2})ffff${colon}(?:0${colon})?)?(?:(${notAVersion})${dot}${part}|(${zeros})${dot}${somePart})(?:${dot}${digit}+){0,30}(?:/24([^0-9]|$)|([^0-9]|$))`

const group = '[0-9a-f]{1,4}'
const more = `(?:[0-9a-f]|${colon}|${dot})*`
// The end of a word is looked for only as far as an address can go on.
const few = `(?:[0-9a-f]|${colon}|${dot}){0,45}`
const length = '(?:/(?:24|48))*'
const rest = `${more}${length}`
const next = (times: string) => `(?:${colon}${group})${times}`
const noWord = '(^|[^0-9a-z:]|%(?:25)*(?:5b|20|22|3d|2c))'

/** A client that is a host name, where it stands first in a line or under its name in JSON: its first label names the machine. */
const hostClients: readonly Rule[] = [
  { pattern: String.raw`^[a-z0-9_-]+((?:\.[a-z0-9_-]+)+\.[a-z]{2,} )`, by: 'x$1' },
  {
    pattern: String.raw`("(?:remote|client|x-forwarded|x-real|source|peer)[\w.-]*\\{0,3}": *\\{0,3}")[a-z0-9_-]+((?:\.[a-z0-9_-]+)+\.[a-z]{2,}\b)`,
    by: '$1x$2',
  },
]

/** Rules for texts that fit `needs`: most texts do not, and one look is cheaper than many. */
export interface RuleGroup {
  needs: string
  rules: readonly Rule[]
}

const reversed: RuleGroup = {
  needs: 'arpa',
  rules: [
    { pattern: String.raw`(?:[0-9a-f]\.){20}((?:[0-9a-f]\.){12}ip6\.arpa)`, by: '$1' },
    { pattern: String.raw`[0-9]{1,3}\.((?:[0-9]{1,3}\.){3}in-addr\.arpa)`, by: 'x.$1' },
  ],
}

const dotted: RuleGroup = {
  needs: `${digit}(?:${dot}${digit}{1,3}){3}`,
  rules: [{ pattern: v4, by: '$1$2.0/24$3$4' }],
}

const withColons: RuleGroup = {
  needs: `${colon}{2}|${group}${next('{5}')}`,
  rules: [
    // An IPv4 address written as IPv6, and 6to4, whose network holds one.
    { pattern: `${colon}{2}ffff${colon}(?:0{1,4}${colon})?${group}${colon}${group}`, by: '::/48' },
    { pattern: `(2002${colon}${group})${next('{6}')}`, by: '$1::/48' },
    { pattern: `(2002${colon}${group})${next('{0,5}')}${colon}{2}${rest}`, by: '$1::/48' },
    {
      pattern: `(${group}${next('{2}')})${next('{3}')}${colon}[0-9]{1,3}(?:${dot}${digit}+){3}(?:/24)?`,
      by: '$1::/48',
    },
    { pattern: `(${group}${next('{2}')})${next('{5}')}`, by: '$1::/48' },
    { pattern: `(${group}${next('{1,2}')})${next('{0,5}')}${colon}{2}${rest}`, by: '$1::/48' },
    { pattern: `([23f][0-9a-f]{3})${colon}{2}${rest}`, by: '$1::/48' },
    {
      pattern: `${noWord}(${group})${colon}{2}(?:${few}[0-9a-f]\\b|\\B)${length}`,
      by: '$1$2::/48',
    },
    { pattern: `${noWord}${colon}{2}${few}[0-9a-f]\\b${length}`, by: '$1::/48' },
    // Written out or not, it is the same network.
    { pattern: `(?:${colon}0{1,4})+(::/48)`, by: '$1' },
  ],
}

const v6Names: RuleGroup = {
  needs: `[23][0-9a-f]{3}-${group}-[0-9a-f-]`,
  rules: [
    { pattern: `([23][0-9a-f]{3}(?:-${group}){2})(?:-${group}){5}`, by: '$1-x' },
    {
      pattern: `([23][0-9a-f]{3}(?:-${group}){1,2})(?:-${group}){0,5}--[0-9a-f-]*x?`,
      by: '$1--x',
    },
  ],
}

// A number of a host name is one of an address only up to 255, so that few other numbers are hidden.
const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[0-9]{1,2})'
const v4Name: Rule = {
  // Providers write it either way round: what stands at the ends may be the last part.
  pattern: `(^|[^0-9])${octet}[-_](${octet})[-_](${octet})[-_]${octet}([^0-9]|$)`,
  by: '$1x-$2-$3-x$4',
}
const v4Names: RuleGroup = {
  needs: '[0-9](?:[-_][0-9]{1,3}){3}',
  rules: [
    { pattern: `(^|[^0-9])${octet}(?:[-_]${octet}){4,30}([^0-9]|$)`, by: '$1x-x-x-x$2' },
    // Twice: what stands between two of them is seen with the first.
    v4Name,
    v4Name,
  ],
}

/** What hides addresses, in this order. */
export const addressRules: readonly RuleGroup[] = [
  { needs: '[a-z0-9_-][.][a-z0-9_-]+[.][a-z]{2}', rules: hostClients },
  reversed,
  dotted,
  withColons,
  v6Names,
  v4Names,
]

/** What hides the values of parameters with these names. */
export function secretRules(names: readonly string[]): RuleGroup[] {
  if (names.length === 0) return []
  const oneOf = names.map((name) => name.replace(/[^\w]/g, '\\$&')).join('|')
  // user[password] is one too.
  const name = String.raw`(?:[\w.-]*(?:\[|%5b))?(?:${oneOf})(?:\]|%5d)?`
  const rules = [
    {
      pattern: String.raw`((?:^|[?&;]|\\u0026)${name}=)(?:[^& \t\r\n"'#<>\\]|\\[^u])+`,
      by: '$1***',
    },
    {
      pattern: String.raw`((?:%(?:25)*26|%(?:25)*3f|%(?:25)*3b)${name}(?:=|%(?:25)*3d))(?:[^& \t\r\n"'#<>\\%]|%(?:25)*(?:[013-9a-f][0-9a-f]|2[0-24-57-9a-f]))+`,
      by: '$1***',
    },
  ]
  return [{ needs: '=|%3d', rules }]
}

const compiled = (rules: readonly Rule[]) =>
  rules.map(({ pattern, by }) => ({ pattern: new RegExp(pattern, 'gi'), by }))
const compiledGroups = (groups: readonly RuleGroup[]) =>
  groups.map(({ needs, rules }) => ({ needs: new RegExp(needs, 'i'), rules: compiled(rules) }))

const apply = (text: string, rules: ReturnType<typeof compiled>) =>
  rules.reduce((left, { pattern, by }) => left.replace(pattern, by), text)
const applyGroups = (text: string, groups: ReturnType<typeof compiledGroups>) =>
  groups.reduce((left, { needs, rules }) => (needs.test(left) ? apply(left, rules) : left), text)

const forAddresses = compiledGroups(addressRules)

/** A text with its addresses as networks: 203.0.113.9 → 203.0.113.0/24, IPv6 → its /48. */
export const maskAddresses = (text: string): string => applyGroups(text, forAddresses)

/** Names of fields that hold a client's address, without separators: `X-Forwarded-For` → `xforwardedfor`. */
const addressNames = new RegExp(
  `^(?:${[
    'ip|address|addr|client|remote|downstream|forwarded|xff|callerip|callersourceip',
    '(?:http)?x?(?:forwardedfor|realip|clientip|originalforwardedfor)',
    '(?:raw|true|cfconnecting|fastlyclient|viewer|caller|visitor|user|peer|c)ip',
    '(?:remote|client|source|src|downstream|downstreamremote|downstreamdirectremote|peer|sourceip)(?:ip|addr|address|host)',
  ].join('|')})$`,
)

/** Whether a field holds a client's address by its name: `remoteIP`, `client.ip`, `headers.X-Forwarded-For.0`. */
export function isAddressField(name: string): boolean {
  const last = name.split('.').findLast((step) => !/^\d+$/.test(step)) ?? name
  return addressNames.test(last.replace(/[^a-z0-9]/gi, '').toLowerCase())
}

const octetText = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/
const isV4 = (text: string) =>
  text.split('.').length === 4 && text.split('.').every((one) => octetText.test(one))

/** The eight groups of an IPv6 address; null for anything else. */
function groupsOf(text: string): string[] | null {
  if (!/^[0-9a-f:]+$/i.test(text)) return null
  const [head = '', tail, more] = text.split('::')
  if (more !== undefined) return null
  const left = head ? head.split(':') : []
  const right = tail ? tail.split(':') : []
  const missing = 8 - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right]
  if (!groups.every((one) => /^[0-9a-f]{1,4}$/i.test(one))) return null
  return groups.map((one) => one.toLowerCase().replace(/^0+(?=.)/, ''))
}

const v4Network = (text: string) => text.replace(/\.\d+$/, '.0/24')

function v6Network(groups: string[]): string {
  const isMapped = groups.slice(0, 5).every((one) => one === '0') && groups[5] === 'ffff'
  if (isMapped) {
    const [high = 0, low = 0] = groups.slice(6).map((one) => Number.parseInt(one, 16))
    return `${high >> 8}.${high & 255}.${low >> 8}.0/24`
  }
  // The network of 6to4 holds an IPv4 address.
  const kept = groups.slice(0, groups[0] === '2002' ? 2 : 3)
  return `${kept.join(':').replace(/(?::0)+$/, '')}::/48`
}

/** The network of an address and nothing else; null for another text. */
function exactNetwork(text: string): string | null {
  if (isV4(text)) return v4Network(text)
  const groups = groupsOf(text)
  return groups && v6Network(groups)
}

/** A client that is a host name without what names the one machine, or a number that stands for an address. */
export const clientRules: readonly Rule[] = [
  { pattern: String.raw`^[^.\s,:/]+\.((?:[^.\s,:/]+\.)*[a-z-]+\.?)$`, by: 'x.$1' },
  { pattern: '^(?:0x)?[0-9a-f]{7,}$', by: 'x' },
]
const forClients = compiled(clientRules)

export interface Masker {
  /** A text without whole addresses and secrets. */
  text(text: string): string
  /** A field by its name: of one that holds a client's address the network, whatever it looks like. */
  field(name: string, text: string): string
  /** A row whose columns are called as the fields are. */
  row<Row extends object>(row: Row): Row
  /** A value with every text in it masked. */
  value<Value>(value: Value): Value
}

function eachText(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map((item) => eachText(item, mask))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [name, eachText(member, mask)])
  return Object.fromEntries(members)
}

function newMasker(secretParameters: readonly string[]): Masker {
  const groups = compiledGroups([...secretRules(secretParameters), ...addressRules])
  const text = (given: string): string => applyGroups(given, groups)
  const field = (name: string, given: string): string =>
    isAddressField(name) ? (exactNetwork(given) ?? apply(text(given), forClients)) : text(given)
  return {
    text,
    field,
    row: <Row extends object>(row: Row) => {
      const columns = Object.entries(row).map(([name, value]) => [
        name,
        eachText(value, (one) => field(name, one)),
      ])
      return Object.fromEntries(columns) as Row
    },
    value: <Value>(value: Value) => eachText(value, text) as Value,
  }
}

const maskers = new Map<string, Masker>()

/** What hides addresses and the values of these parameters. */
export function maskerFor(secretParameters: readonly string[]): Masker {
  const key = JSON.stringify(secretParameters)
  const known = maskers.get(key) ?? newMasker(secretParameters)
  // A site has one list at a time: others are those of tests and of sets-up before.
  if (maskers.size > 20) maskers.clear()
  maskers.set(key, known)
  return known
}

/** A value with every text in it masked, as where the site file says nothing else. */
export const masked = <Value>(value: Value): Value =>
  maskerFor(defaultSecretParameters).value(value)

/** The network that an address stands for where it is shown: of 203.0.113.9, 203.0.113.x, 203.0.113.0/24 and the like; null of other text. */
export function networkOf(text: string): string | null {
  const address = text
    .trim()
    .replace(/\/(24|48)$/, '')
    .replace(/\.[x*]$/i, '.0')
    .replace(/^::ffff:(?=\d+\.)/i, '')
  return exactNetwork(address)
}

/** The header by which our pages ask the engine for masked events: the names of secret parameters, with commas. */
export const maskingHeader = 'x-cafewatch-mask'
