/**
 * What hides the last part of addresses, and secrets, in any text: regular expressions that JavaScript
 * and RE2 read alike, in any letter case, so that pages and the SQL of the engine mask the same.
 */
export interface Rule {
  /** What it finds. `mask-rules.test.ts` has an example of each. */
  finds: string
  pattern: string
  /** With `$1` for a group. */
  by: string
}

export interface RuleGroup {
  /** No text without this is changed by the rules: most texts are not, and one look is cheaper than many. */
  needs: string
  rules: readonly Rule[]
}

// A character may be escaped by a browser, a proxy on the way (once more), nginx, JSON or HTML.
const escaped = (hex: string, decimal: number) =>
  String.raw`%(?:25)*${hex}|\\{1,4}(?:x|u00)${hex}|&#(?:${decimal}|x${hex});`
const dot = String.raw`(?:\.|${escaped('2e', 46)})`
const colon = `(?::|${escaped('3a', 58)})`
// Letters and digits only who encodes all of a text.
const digit = '(?:[0-9]|%(?:25)*3[0-9])'
const zero = '(?:0|%(?:25)*30)'
const part = `${digit}{1,3}`
const noPart = `${zero}{1,3}`
const somePart = `${zero}{0,2}(?:[1-9]|%(?:25)*3[1-9])${digit}{0,2}`

// Chrome/120.0.0.0 is a version: no client has an address whose last three parts are zero.
const notAVersion = `${part}${dot}(?:${somePart}${dot}${part}|${noPart}${dot}${somePart})`
const zeros = `${part}${dot}${noPart}${dot}${noPart}`
const noDigit = '(?:[^0-9]|$)'
const noNetwork = '(?:[^0-9/]|$|/(?:[^2]|$|2(?:[^4]|$)|24[0-9]))'

/** A text that needs this group alone is changed by no other, not even once this one has changed it. */
export const dotted: RuleGroup = {
  needs: `${part}${dot}${part}${dot}${part}${dot}${somePart}${noDigit}|${notAVersion}${dot}${noPart}${noNetwork}`,
  rules: [
    {
      finds: 'an IPv4 address within an IPv6 one, with dots',
      pattern: `(?:(?:0{1,4}${colon}){5}|${colon}{2})ffff${colon}(?:0${colon})?(${part}(?:${dot}${part}){3})`,
      by: '$1',
    },
    {
      finds: 'an IPv4 address, also with more numbers behind',
      pattern: `(?:(${notAVersion})${dot}${part}|(${zeros})${dot}${somePart})(?:${dot}${digit}+)*(?:/24([^0-9]|$)|([^0-9]|$))`,
      by: '$1$2.0/24$3$4',
    },
  ],
}

const hexDigit = '(?:[0-9a-f]|%(?:25)*(?:3[0-9]|[46][1-6]))'
const group = `${hexDigit}{1,4}`
const next = (times: string) => `(?:${colon}${group})${times}`
/** What stands behind `::`. */
const tail = `${group}${next('{0,6}')}(?:${dot}${part}){0,3}`
const length = '(?:/(?:24|48))*'
const rest = `(?:${hexDigit}|${colon}|${dot})*${length}`
const noWord = '(^|[^0-9a-z:]|%(?:25)*[0-9a-f]{2})'

const withColons: RuleGroup = {
  needs: [
    `${group}${next('{5}')}`,
    // Not of the network 2001:db8:85a3::/48, which is what most lines hold when their client is hidden.
    `${colon}{2}(?:[^/]|$|/(?:[^4]|$|4(?:[^8]|$)|48[/0-9]))`,
    `${group}${next('{3}')}${colon}{2}|2002${next('{2}')}${colon}{2}|${colon}0{1,4}${colon}{2}|(?:^|[^0-9a-f])${colon}{2}`,
  ].join('|'),
  rules: [
    {
      finds: 'an IPv4 address within an IPv6 one, in hexadecimal',
      pattern: `${colon}{2}ffff${colon}(?:0{1,4}${colon})?${group}${colon}${group}`,
      by: '::/48',
    },
    {
      finds: 'a 6to4 address, whose first 48 bits hold a whole IPv4 address',
      pattern: `(2002${colon}${group})(?:${next('{6}')}|${next('{0,5}')}${colon}{2}${rest})`,
      by: '$1::/48',
    },
    {
      finds: 'an IPv6 address with all of its groups',
      pattern: `(${group}${next('{2}')})${next('{3}')}(?:${next('{2}')}|${colon}[0-9]{1,3}(?:${dot}${digit}+){3}(?:/24)?)`,
      by: '$1::/48',
    },
    {
      finds: 'an IPv6 address with zeros left out after two groups or more',
      pattern: `(${group}${next('{1,2}')})${next('{0,5}')}${colon}{2}${rest}`,
      by: '$1::/48',
    },
    {
      finds: 'an IPv6 address with zeros left out after its first group',
      pattern: `${noWord}(${group})${colon}{2}(?:${tail}\\b|\\B)${length}`,
      by: '$1$2::/48',
    },
    {
      finds: 'an IPv6 address that begins with zeros',
      pattern: `${noWord}${colon}{2}${tail}\\b${length}`,
      by: '$1::/48',
    },
    {
      finds: 'the same network written in two ways',
      pattern: `(?:${colon}0{1,4})+(::/48)`,
      by: '$1',
    },
  ],
}

// A number of a host name is one of an address only up to 255, so that few other numbers are hidden.
const octet = '(?:25[0-5]|2[0-4][0-9]|[01][0-9]{2}|[0-9]{1,2})'
const dash = '(?:[-_]|%(?:25)*2d)'
const nameDot = '(?:[.]|%(?:25)*2e)'
const oneOfFour = (separator: string, behind: string): Rule['pattern'] =>
  `(^|[^0-9])${octet}${separator}(${octet}${separator}${octet})${separator}${octet}${behind}`
const oneOfMany = (separator: string, behind: string): Rule['pattern'] =>
  `(^|[^0-9])${octet}(?:${separator}${octet}){4,12}${behind}`
// Providers write addresses either way round: what stands at the ends may be the last part.
const withDashes: Rule = {
  finds: 'a host name of four numbers with dashes',
  pattern: oneOfFour(dash, '([^0-9]|$)'),
  by: '$1x-$2-x$3',
}
const domain = String.raw`(?:\.[a-z0-9_-]+)*\.[a-z]{2,}`

const ofNumbers: RuleGroup = {
  needs: `(?:^|[^0-9])${octet}(?:(?:${dash}${octet}){3}${noDigit}|(?:${nameDot}${octet}){3}${nameDot}[0-9a-z])`,
  rules: [
    {
      finds: 'a host name of more numbers with dashes',
      pattern: oneOfMany(dash, '([^0-9]|$)'),
      by: '$1x-x-x-x$2',
    },
    // Twice: what stands between two of them is seen with the first.
    withDashes,
    withDashes,
    {
      finds: 'a host name of more numbers with dots',
      pattern: oneOfMany(nameDot, `(${nameDot}[a-z])`),
      by: '$1x.x.x.x$2',
    },
    {
      finds: 'a host name of four numbers with dots, as of in-addr.arpa',
      pattern: oneOfFour(nameDot, `(${nameDot}[a-z])`),
      by: '$1x.$2.x$3',
    },
  ],
}

const ip6Arpa = `ip6${nameDot}arpa`
const ofHexadecimal: RuleGroup = {
  needs: `[23][0-9a-f]{3}(?:(?:-${group}){7}|(?:-${group}){1,7}--)|[0-9a-f]${nameDot}${ip6Arpa}`,
  rules: [
    {
      finds: 'a host name of all groups of an IPv6 address',
      pattern: `([23][0-9a-f]{3}(?:-${group}){2})(?:-${group}){5}`,
      by: '$1-x',
    },
    {
      finds: 'a host name of an IPv6 address with zeros left out',
      pattern: `([23][0-9a-f]{3}(?:-${group}){1,2})(?:-${group}){0,5}--[0-9a-f-]*x?`,
      by: '$1--x',
    },
    {
      finds: 'the name under which an IPv6 address is looked up',
      pattern: `(?:[0-9a-f]${nameDot}){20}((?:[0-9a-f]${nameDot}){12}${ip6Arpa})`,
      by: 'x.$1',
    },
  ],
}

// Not within a path, where such names are those of files: /main.3f2a9c1b.chunk.js.
// A label has 63 characters at most: without that limit a long run of digits takes the square of its length.
const oneNumber = `(^|[^a-z0-9_./%-]|//)[a-z0-9_-]*(?:[0-9a-f]{8}|[0-9]{9})[a-z0-9_-]{0,55}(${domain})`
const clientName = String.raw`"(?:remote|client|x-forwarded|x-real|source|peer)[\w.-]*\\{0,3}": *\\{0,3}"`
// All but x, which stands for what is hidden.
const label = '(?:[a-z0-9_-]{2,}|[a-wyz0-9_-])'
// What names the one machine: the first label, and those after it that are numbers of an address.
const machine = String.raw`[a-z0-9_-]+(?:\.[0-9][a-z0-9_-]*)*`

const ofClients: RuleGroup = {
  needs: `${oneNumber}|^${label}${domain} |${clientName}${label}${domain}\\b`,
  rules: [
    {
      finds: 'a host name with an address as one number',
      pattern: oneNumber,
      by: '$1x$2',
    },
    {
      finds: 'a client that is a host name, first in its line',
      pattern: `^${machine}(${domain} )`,
      by: 'x$1',
    },
    {
      finds: 'a client that is a host name, under its name in JSON',
      pattern: `(${clientName})${machine}(${domain}\\b)`,
      by: '$1x$2',
    },
  ],
}

/** What hides addresses, in this order. */
export const addressRules: readonly RuleGroup[] = [
  ofClients,
  // What is looked up under ip6.arpa has numbers with dots in it.
  ofHexadecimal,
  ofNumbers,
  dotted,
  withColons,
]

/** What hides the values of parameters with these names. */
export function secretRules(names: readonly string[]): RuleGroup[] {
  if (names.length === 0) return []
  const asPattern = (part: string) => part.replace(/[^\w]/g, '\\$&')
  const oneOf = names.map((name) => name.split(/[_-]/).map(asPattern).join('[_-]?')).join('|')
  // user[password] is one too.
  const name = String.raw`(?:[\w.-]*(?:\[|%(?:25)*5b))?(?:${oneOf})(?:\]|%(?:25)*5d)?(?:(?:\[|%(?:25)*5b)[0-9]*(?:\]|%(?:25)*5d))?`
  // nginx writes $args alone, cookies stand one beside the other, and a fragment is a query too.
  const begins = String.raw`^|[?&;#"'( \t,:|]|\\{1,4}(?:x|u00)26`
  const begun = `(?:${begins}|%(?:25)*(?:2[0236c]|3[abf]))`
  // An apostrophe within a value is one of a password, behind it one of a sentence.
  const plain = String.raw`[^& \t\r\n"'#<>\\%]|'[\w%]`
  // Go and PHP write & so in JSON; other escapes are of the value.
  const backslash = String.raw`\\[^u]|\\u(?:[^0]|0[^0]|00[^2]|002[^6])`
  // Nobody encodes a letter or a digit of a name but who wants it not to be found.
  const encoded = String.raw`[\w.%-]{0,40}%(?:25)*(?:3[0-9]|[46][1-9a-f]|[57][0-9a])[\w.%-]{0,40}`
  const quotes = String.raw`(?:\\{0,3}"|\\{1,4}x22|(?:%(?:25)*5c)*%(?:25)*22)`
  const blank = '(?:[ +]|%(?:25)*20)?'
  const named = `${quotes}(?:${oneOf})${quotes}${blank}(?::|%(?:25)*3a)${blank}`
  // Of JSON within JSON, and of JSON, which may be cut off.
  const text = String.raw`(?:\\{1,3}"[^"]*\\{1,3}"|"(?:[^"\\]|\\.)*"?)`
  const list = String.raw`\[(?:${text}|[^"\]])*\]?`
  const inList = '%(?:25)*5b[^& ]*?%(?:25)*5d'
  const inObject = '%(?:25)*7b[^& ]*?%(?:25)*7d'
  const inner = String.raw`\{(?:${text}|[^"{}])*\}?`
  const slash = '%(?:25)*5c'
  const quote = '%(?:25)*22'
  const inQuery = String.raw`(?:[^& \t\r\n"'#<>\\%]|%(?:25)*(?:[013467-9a-f][0-9a-f]|2[013-9a-f]|5[0-9abd-f]))`
  const inUrl = String.raw`(://[^/\s:@"'?#]+:)[^/\s@"'?#]+@`
  const inHeader = String.raw`(authorization["' ]*[:=]["' ]*(?:bearer|basic|token)(?: |[+]|%20))[^\s"'&]+`
  // What follows a quote that ends a text is one of those.
  const inside = String.raw`[^ \t\r\n"',:;&)}\]\\]`
  const rules = [
    { finds: 'the password of a URL', pattern: inUrl, by: '$1***@' },
    { finds: 'what an authorization header holds', pattern: inHeader, by: '$1***' },
    {
      finds: 'a secret between quotes',
      pattern: String.raw`((?:${begins})${name}=)(?:\\{0,3}"${inside}[^"]*"|'${inside}[^']*')`,
      by: '$1***',
    },
    {
      finds: 'a secret in a query string',
      pattern: `((?:${begins})${name}=)(?:${plain}|%|${backslash})+`,
      by: '$1***',
    },
    {
      finds: 'a secret in a member of JSON',
      pattern: String.raw`(${named}")(?:[^"\\]|\\.)+`,
      by: '$1***',
    },
    {
      finds: 'a secret in JSON within JSON',
      pattern: String.raw`(${named}\\{1,3}")(?:[^"\\]|\\{4}|\\{3}"|\\{1,2}[^"\\])+`,
      by: '$1***',
    },
    {
      finds: 'a secret in JSON as nginx writes it',
      pattern: String.raw`(${named}\\{1,4}x22)(?:[^"\\]|\\{1,4}x5c\\{1,4}x22|\\{1,4}x(?:[013-9a-f][0-9a-f]|2[013-9a-f])|\\{1,4}[^x\\"])+`,
      by: '$1***',
    },
    {
      finds: 'a secret in JSON within a query string',
      pattern: `(${named}${quote})(?:${inQuery}|${slash}(?:${slash}|${quote}|${inQuery}))+`,
      by: '$1***',
    },
    {
      finds: 'a secret in JSON within JSON within a query string',
      pattern: `(${named}${slash}${quote})(?:${inQuery}|(?:${slash}){4}|(?:${slash}){3}${quote}|(?:${slash}){1,2}${inQuery})+`,
      by: '$1***',
    },
    {
      finds: 'secrets in a list or an object of JSON',
      pattern: String.raw`(${named})(?:${list}|\{(?:${text}|${inner}|[^"{}])*\}?|${inList}|${inObject})`,
      by: '$1***',
    },
    {
      finds: 'a secret number in a member of JSON',
      pattern: `(${named})-?[0-9][0-9.e+-]*`,
      by: '$1***',
    },
    {
      finds: 'a secret in a query string within another',
      pattern: `(${begun}${name}(?:=|%3d))(?:${plain}|%(?:[013-9a-f][0-9a-f]|2[0-24-57-9a-f]))+`,
      by: '$1***',
    },
    {
      finds: 'what stands under an encoded name',
      pattern: `(${begun}${encoded}(?:=|%3d))(?:${plain}|%)+`,
      by: '$1***',
    },
    {
      finds: 'a secret in a query string within a third',
      pattern: `(${begun}${name}%(?:25)+3d)(?:${plain}|%(?:25)+(?:[013-9a-f][0-9a-f]|2[0-24-57-9a-f])|%(?:[013-9a-f][0-9a-f]|2[0-247-9a-f]))+`,
      by: '$1***',
    },
  ]
  return [
    {
      needs: `${begun}(?:${name}(?:=|%(?:25)*3d)|${encoded}(?:=|%3d))|${named}|${inUrl}|${inHeader}`,
      rules,
    },
  ]
}

/** For fields that hold clients by their name: host names without what names the one machine, and numbers that stand for an address. */
export const clientRules: readonly Rule[] = [
  {
    finds: 'a host name in a list of clients',
    pattern: `(^|[^a-z0-9_./-])${machine}(${domain})`,
    by: '$1x$2',
  },
  {
    finds: 'a number in a list of clients',
    pattern: '(^|[^0-9a-z_./:-])(?:0x)?[0-9a-f]{7,}\\b',
    by: '$1x',
  },
]

/** What a text has that any of the rules could change. */
export const needsOf = (groups: readonly RuleGroup[]): string =>
  groups.map(({ needs }) => `(?:${needs})`).join('|')

/** Addresses in the form in which nearly all are written, of which a group is the network's. */
export const plainClient = {
  v4: '[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][1-9][0-9]{0,2}',
  v6: '((?:[13-9a-f][0-9a-f]{0,3}|2[1-9a-f][0-9a-f]{0,2}|20[1-9a-f][0-9a-f]|200[013-9a-f]):[0-9a-f]{1,4}:[1-9a-f][0-9a-f]{0,3}):(?:(?:[0-9a-f]{1,4}:){4}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:)*(?::[0-9a-f]{1,4})+)',
}

// Letters that stand in the place of nothing hidden, and are not put together by what is taken away.
const lasting = /[a-wyz]{3,}/gi

/** A word that a text has if it has `plain` when it is masked; null where there is none. */
export const lastingWord = (plain: string): string | null =>
  (plain.match(lasting) ?? []).toSorted((one, other) => other.length - one.length)[0] ?? null
