import { addressRules, clientRules, type Rule, type RuleGroup, secretRules } from './mask-rules'

/** What is called so in a query string is hidden, where the site file says nothing else; `_` may be `-`, or left out. */
export const defaultSecretParameters: readonly string[] = [
  ...['key', 'order_key', 'api_key', 'x_api_key', 'auth', 'authorization', 'jwt', 'otp'],
  ...['token', '_token', 'access_token', 'refresh_token', 'id_token', 'reset_token', 'csrf_token'],
  ...['api_token', 'auth_token', 'login_token', 'session_token', 'verification_token'],
  ...['secret', 'client_secret', 'signature', 'sig', 'x_amz_signature'],
  ...['password', 'password1', 'password2', 'new_password', 'password_confirmation'],
  ...['password_confirm', 'passwd', 'pass', 'pwd'],
  ...['session', 'session_id', 'sid', 'phpsessid', 'jsessionid'],
]

const compiled = (rules: readonly Rule[]) =>
  rules.map(({ pattern, by }) => ({ pattern: new RegExp(pattern, 'gi'), by }))
const compiledGroups = (groups: readonly RuleGroup[]) =>
  groups.map(({ needs, rules }) => ({ needs: new RegExp(needs, 'i'), rules: compiled(rules) }))

const apply = (text: string, rules: ReturnType<typeof compiled>) =>
  rules.reduce((left, { pattern, by }) => left.replace(pattern, by), text)

function textMask(groups: readonly RuleGroup[]): (text: string) => string {
  const each = compiledGroups(groups)
  return (text) =>
    each.reduce((left, { needs, rules }) => (needs.test(left) ? apply(left, rules) : left), text)
}

/** A text with its addresses as networks: 203.0.113.9 → 203.0.113.0/24, IPv6 → its /48. */
export const maskAddresses = textMask(addressRules)

/** Names of fields that hold a client's address, without separators: `X-Forwarded-For` → `xforwardedfor`. */
const addressNames = new RegExp(
  `^(?:${[
    'ip|address|addr|client|remote|downstream|forwarded|xff|callerip|callersourceip',
    '(?:http)?x?(?:forwardedfor|realip|clientip|originalforwardedfor)',
    '(?:raw|true|cfconnecting|fastlyclient|viewer|caller|visitor|user|peer|c)ip',
    '(?:remote|client|source|src|downstream|downstreamremote|downstreamdirectremote|peer|sourceip)(?:ip|addr|address|host)',
  ].join('|')})$`,
)

const plainFields = new Set(
  'status method protocol bytes process request_time country region city lat lon inDoubt @timestamp @ingestionTime @ptr'.split(
    ' ',
  ),
)

/** Whether a field holds neither addresses nor secrets, whoever writes the log. */
export const isPlainField = (name: string): boolean => plainFields.has(name)

const lastStep = (name: string) => name.split('.').findLast((step) => !/^\d+$/.test(step)) ?? name

/** Whether a field holds a client's address by its name: `remoteIP`, `client.ip`, `headers.X-Forwarded-For.0`. */
export const isAddressField = (name: string): boolean =>
  addressNames.test(
    lastStep(name)
      .replace(/[^a-z0-9]/gi, '')
      .toLowerCase(),
  )

/** Whether a field is called as a secret parameter is: `token`, `user.password`. */
export function isSecretField(name: string, secretParameters: readonly string[]): boolean {
  const plain = (text: string) => text.replace(/[_-]/g, '').toLowerCase()
  const last = plain(lastStep(name))
  return secretParameters.some((secret) => plain(secret) === last)
}

/** What stands for a secret. */
export const hiddenSecret = '***'

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

const forClients = compiled(clientRules)

export interface Masker {
  /** A text without whole addresses and secrets. */
  text(text: string): string
  /** A field by its name: of one that holds a client's address the network, whatever it looks like; of a secret nothing. */
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
  const text = textMask([...secretRules(secretParameters), ...addressRules])
  const field = (name: string, given: string): string => {
    if (isSecretField(name, secretParameters)) return hiddenSecret
    if (isAddressField(name)) return exactNetwork(given) ?? apply(text(given), forClients)
    return text(given)
  }
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
