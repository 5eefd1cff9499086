import { createHash } from 'node:crypto'

/** What a log holds that no answer may hold: clients and secrets, in the forms in which logs write them. */

interface V4 {
  kind: 4
  text: string
}
interface V6 {
  kind: 6
  /** Eight groups without leading zeros. */
  groups: readonly string[]
}
type Client = V4 | V6

/** Requests ask for this one by its whole address: it is not looked for, but what stands beside it is. */
export const askedClient = '203.0.113.82'

const v4 = (text: string): V4 => ({ kind: 4, text })
const v6 = (text: string): V6 => ({ kind: 6, groups: text.split(':') })

/** Clients that no request names. */
export const clients: readonly Client[] = [
  v4('198.51.100.177'),
  v4('192.0.2.214'),
  v6('2001:db8:77:88:99:aa:bb:cc'),
  v6('2001:db8:4d:0:0:8a2e:371:7345'),
]

const hexOf = (text: string) => text.charCodeAt(0).toString(16).padStart(2, '0')
const percent = (text: string, signs: RegExp = /[^\w]/g) =>
  text.replace(signs, (sign) => `%${hexOf(sign).toUpperCase()}`)
const wholly = (text: string) => percent(text, /./gs)
const again = (text: string) => text.replaceAll('%', '%25')
const inJson = (text: string) => text.replace(/[.:]/g, (sign) => `\\u00${hexOf(sign)}`)
const byNginx = (text: string) => text.replace(/[.:]/g, (sign) => `\\x${hexOf(sign).toUpperCase()}`)
const inHtml = (text: string) => text.replace(/[.:]/g, (sign) => `&#${sign.charCodeAt(0)};`)
const inHtmlHex = (text: string) => text.replace(/[.:]/g, (sign) => `&#x${hexOf(sign)};`)

const numbersOf = ({ text }: V4) => text.split('.').map(Number)
const hexPairs = (client: V4) => numbersOf(client).map((one) => one.toString(16).padStart(2, '0'))
const reversed = (text: string) => text.split('.').reverse().join('.')
const fullGroups = ({ groups }: V6) => groups.map((one) => one.padStart(4, '0'))

function short({ groups }: V6): string {
  const text = groups.join(':')
  return text.replace(/(?:^|:)0(?::0)+(?::|$)/, '::')
}

/**
 * Not promised, so not planted: an address as one number (3405803858, 0xcb007152), octal or hexadecimal
 * parts (0313.0.0161.0122), base64, backwards without a host name behind it.
 */
function formsOf4(client: V4): Record<string, string> {
  const { text } = client
  const [a = '', b = '', c = '', d = ''] = hexPairs(client)
  const dashes = text.replaceAll('.', '-')
  return {
    plain: text,
    'with a port': `${text}:51234`,
    'percent-encoded': percent(text, /[.]/g),
    'percent-encoded in small letters': percent(text, /[.]/g).toLowerCase(),
    'percent-encoded wholly': wholly(text),
    'percent-encoded twice': again(percent(text, /[.]/g)),
    'percent-encoded wholly and twice': again(wholly(text)),
    'escaped as in JSON': inJson(text),
    'escaped as in JSON within JSON': inJson(text).replaceAll('\\', '\\\\'),
    'escaped by nginx': byNginx(text),
    'escaped as in HTML': inHtml(text),
    'escaped as in HTML, in hexadecimal': inHtmlHex(text),
    'padded with zeros': text.replace(/\d+/g, (one) => one.padStart(3, '0')),
    'behind 1.': `1.${text}`,
    'behind _': `_${text}`,
    'within IPv6': `::ffff:${text}`,
    'within IPv6, in capitals': `::FFFF:${text}`,
    'within IPv6, in hexadecimal': `::ffff:${a}${b}:${c}${d}`,
    'within IPv6, whole': `0:0:0:0:0:ffff:${text}`,
    'within IPv6, percent-encoded': percent(`::ffff:${text}`),
    '6to4': `2002:${a}${b}:${c}${d}::1`,
    NAT64: `64:ff9b::${a}${b}:${c}${d}`,
    'in a host name': `${dashes}.dsl.example`,
    'in a host name, percent-encoded': `${percent(dashes, /-/g)}.dsl.example`,
    'in a host name of Amazon': `ec2-${dashes}.compute-1.amazonaws.com`,
    'in a host name, backwards': `host-${reversed(text).replaceAll('.', '-')}.pool.example`,
    'in a host name with underscores': `ip${text.replaceAll('.', '_')}.example`,
    'in a host name with dots': `${text}.dsl.example`,
    'in a host name, in hexadecimal': `p${a}${b}${c}${d}.dip0.isp.example`,
    'to be looked up': `${reversed(text)}.in-addr.arpa`,
    'to be looked up, percent-encoded': percent(`${reversed(text)}.in-addr.arpa`),
    'in a list': `10.0.0.1, ${text}, 10.0.0.2`,
    'as Forwarded': `for="${text}:443";proto=https`,
    'in a member of JSON': `{"ip":"${text}"}`,
    'in a parameter': `https://cafe.example/?ip=${text}&x=1`,
    'in a user agent': `Monitor/1.0 (+http://${text}/)`,
    'in a cookie': `seen=1; client=${text}; a=b`,
  }
}

function formsOf6(client: V6): Record<string, string> {
  const text = client.groups.join(':')
  const full = fullGroups(client).join(':')
  return {
    plain: text,
    shortened: short(client),
    full,
    'in capitals': text.toUpperCase(),
    'in brackets with a port': `[${short(client)}]:443`,
    'with a zone': `${text}%eth0`,
    'with a length': `${text}/128`,
    'percent-encoded': percent(text),
    'percent-encoded, in brackets': percent(`[${short(client)}]:443`),
    'percent-encoded wholly': wholly(text),
    'percent-encoded wholly, shortened': wholly(short(client)).toLowerCase(),
    'percent-encoded twice': again(percent(full)),
    'percent-encoded wholly and twice': again(wholly(text)),
    'escaped as in JSON': inJson(text),
    'escaped by nginx': byNginx(text),
    'escaped as in HTML': inHtml(text),
    'escaped as in HTML, in hexadecimal': inHtmlHex(short(client)),
    'behind _': `_${text}`,
    'in a host name': `${text.replaceAll(':', '-')}.v6.example`,
    'to be looked up': `${[...full.replaceAll(':', '')].reverse().join('.')}.ip6.arpa`,
    'as Forwarded': `for="[${text}]:4711";by=10.0.0.1`,
    'in a path': `/whois/${text}`,
  }
}

const tableOf = (client: Client) => (client.kind === 4 ? formsOf4(client) : formsOf6(client))

/** In how many ways addresses are written. */
export const encodings = new Set(
  clients.flatMap((client) => Object.keys(tableOf(client)).map((form) => `${client.kind} ${form}`)),
).size

/** Every client in every form. */
export const addressForms: readonly string[] = clients.flatMap((client) =>
  Object.values(tableOf(client)),
)

// Where a value is cut short, its end is left: so both ends are looked for.
const secretEnds = ['Hd5RnB7c', 'Zq8VtL2w'] as const
const [head, end] = secretEnds
const inner = `${head}%26x${end}`

/** Values of secret parameters in every form. */
export const secretForms: readonly string[] = [
  `/thanks?key=${head}${end}`,
  `/thanks?a=1&token=${inner}&b=2`,
  `/login?password=${head}'s${end}`,
  `/thanks?%6bey=${inner}`,
  `/thanks?k%65%79=${head}&p%61ssword=${end}`,
  `/thanks?%256bey=${inner}`,
  `/thanks?KEY=${head}&Token=${end}`,
  `/login?user[password]=${inner}&user%5Bpassword%5D=${end}`,
  `/login?token[]=${head}&token%5B%5D=${end}`,
  `/back?next=%2Forder%3Ftoken%3D${again(inner)}%26x%3D1`,
  `/back?next=%2Fb%3Fnext%3D%252Forder%253Ftoken%253D${again(again(inner))}`,
  `/app#access_token=${head}${end}&x=1`,
  `/cart;jsessionid=${head}${end}`,
  `Cookie: a=1; sid=${head}${end}; b=2`,
  `{"password":"${head}\\"${end}","a":1}`,
  `{"otp" : "${head}${end}"}`,
  `login failed: password='${head} ${end}'`,
  `{"msg":"password=\\"${head} ${end}\\" given"}`,
  `{"url":"/x?a=1\\u0026token=${head}\\u00e9${end}\\u0026b=2"}`,
  `{"body":"{\\"password\\":\\"${head}\\\\\\"${end}\\"}"}`,
  `"{\\x22password\\x22:\\x22${head}\\x5C\\x22${end}\\x22}"`,
  `/search?json=%7B%22password%22%3A%22${head}%5C%22${end}%22%7D`,
]

const joined = (parts: readonly string[], between: string) =>
  parts.map((one) => `0{0,3}${one}`).join(between)

function patternsOf(client: Client): string[] {
  if (client.kind === 4) {
    const parts = client.text.split('.')
    const hex = hexPairs(client)
    const [a = 0, b = 0, c = 0, d = 0] = numbersOf(client)
    return [
      `(?<!\\d)(?:${joined(parts, '[^0-9a-z]{1,2}')}|${joined(parts.toReversed(), '[^0-9a-z]{1,2}')})(?!\\d)`,
      `${hex[0]}${hex[1]}:?${hex[2]}${hex[3]}`,
      String(((a * 256 + b) * 256 + c) * 256 + d),
    ]
  }
  // The network may be seen, and nothing of what stands behind it.
  return [
    joined(client.groups.slice(-3), '[^0-9a-z]'),
    [...fullGroups(client).slice(-3).join('')].reverse().join('[^0-9a-z]'),
  ]
}

const digests = (text: string) =>
  ['md5', 'sha1', 'sha256'].map((kind) => createHash(kind).update(text).digest('hex'))

const plainTexts = clients.flatMap((client) =>
  client.kind === 4 ? [client.text] : [client.groups.join(':'), short(client)],
)

/** Finds a whole address, or what only that gives, in a text without escapes. */
export const wholeAddress = new RegExp(
  [...clients.flatMap(patternsOf), ...plainTexts.flatMap(digests)].join('|'),
  'i',
)

/** Finds a secret of the log in such a text. */
export const loggedSecret = new RegExp(secretEnds.join('|'), 'i')
