import { hiddenSecret, isAddressField, isSecretField, maskerFor } from '@/lib/mask'
import {
  addressRules,
  clientRules,
  dotted,
  needsOf,
  plainClient,
  type Rule,
  type RuleGroup,
  secretRules,
} from '@/lib/mask-rules'
import { v6Hex, validV4 } from './addresses'
import { macro, quoted, type Sql, sql } from './sql'

/** What a reader may not see, hidden where events are read: before any function, filter or parse. */
export interface Masking {
  /** The names of parameters whose values are hidden as well. */
  secretParameters: readonly string[]
}

const replaced = (text: Sql, rules: readonly Rule[]): Sql =>
  rules.reduce(
    (left, { pattern, by }) =>
      sql`regexp_replace(${left}, ${quoted(pattern)}, ${quoted(by.replaceAll('$', '\\'))}, 'gi')`,
    text,
  )

/** A text is put in where it is named, and what is nested would grow without bound: so each step has its own name. */
const named = (text: Sql, of: (one: Sql) => Sql) =>
  sql`list_transform([${text}], lambda one: ${of(sql`one`)})[1]`

type Look = (text: Sql, pattern: string) => Sql

const fits: Look = (text, pattern) => sql`regexp_matches(${text}, ${quoted(pattern)}, 'i')`

/** The same for a column in which texts repeat: DuckDB looks at each distinct one once. */
const fitsDistinct: Look = (text, pattern) =>
  sql`(regexp_extract(${text}, ${quoted(pattern)}, 0, 'i') <> '')`

const rulesOf = (groups: readonly RuleGroup[]) => groups.flatMap(({ rules }) => rules)

const withoutAddresses = macro('mask_addresses', (text) => replaced(text, rulesOf(addressRules)))

/** The network of a client's address in whatever form; null for what is none. */
const clientNetwork = macro('client_network', (text) => {
  const network = named(v6Hex(text), (hex) => {
    const group = (at: number) =>
      sql`coalesce(nullif(ltrim(substring(${hex}, ${at * 4 + 1}, 4), '0'), ''), '0')`
    const octet = (at: number) => sql`('0x' || substring(${hex}, ${25 + at * 2}, 2))::INTEGER`
    const mapped = sql`${octet(0)} || '.' || ${octet(1)} || '.' || ${octet(2)} || '.0/24'`
    const two = sql`${group(0)} || ':' || ${group(1)}`
    const short = (groups: Sql) => sql`regexp_replace(${groups}, '(?::0)+$', '') || '::/48'`
    return sql`CASE WHEN starts_with(${hex}, '00000000000000000000ffff') THEN ${mapped} WHEN starts_with(${hex}, '2002') THEN ${short(two)} ELSE ${short(sql`${two} || ':' || ${group(2)}`)} END`
  })
  return sql`CASE WHEN ${validV4(text)} THEN regexp_replace(${text}, '\\.[0-9]+$', '.0/24') WHEN contains(${text}, ':') THEN ${network} END`
})

const maskClient = macro('mask_client', (text) => replaced(text, clientRules))

/**
 * A column, hidden in it what the reader may not see. Most texts have nothing to hide, which one look tells,
 * and most others an address with dots alone. The patterns for these DuckDB makes once; those of the other
 * rules, within a lambda, only where a text needs them, but then for every chunk.
 */
function maskedText(column: Sql, { secretParameters }: Masking, look: Look): Sql {
  const secrets = secretRules(secretParameters)
  const groups = [...secrets, ...addressRules]
  const needs = needsOf(groups)
  const needsMore = needsOf(groups.filter((group) => group !== dotted))
  const masked = named(column, (one) => withoutAddresses(replaced(one, rulesOf(secrets))))
  const shown = sql`CASE WHEN ${fits(column, needsMore)} THEN ${masked} ELSE ${replaced(column, dotted.rules)} END`
  return sql`CASE WHEN ${look(column, needs)} THEN ${shown} ELSE ${column} END`
}

const { v4, v6 } = plainClient
const v4Network = (client: Sql) => sql`(rtrim(${client}, '0123456789') || '0/24')`
const isPlainClient = (client: Sql) => sql`regexp_full_match(${client}, ${quoted(`${v4}|${v6}`)})`

/** A line whose client, first in it or between quotes, is its network. */
const withoutClient = macro('without_plain_client', (message, client) => {
  const network = sql`CASE WHEN contains(${client}, ':') THEN regexp_replace(${client}, ${quoted(v6)}, '\\1::/48') ELSE ${v4Network(client)} END`
  return sql`CASE WHEN starts_with(${message}, ${client} || ' ') THEN ${network} || substring(${message}, length(${client}) + 1) ELSE replace(${message}, '"' || ${client} || '"', '"' || ${network} || '"') END`
})

/**
 * A raw line, hidden in it what the reader may not see. `client` is its field with the client's address.
 * Nearly every line holds its client and no other address: that one is put in as text, which costs far less
 * than the rules.
 */
export function maskedMessage(message: Sql, client: Sql | null, masking: Masking): Sql {
  const hidden = maskedText(message, masking, fits)
  if (!client) return hidden
  const needs = needsOf([...secretRules(masking.secretParameters), ...addressRules])
  const short = withoutClient(message, client)
  return sql`CASE WHEN ${isPlainClient(client)} AND NOT ${fits(short, needs)} THEN ${short} ELSE ${hidden} END`
}

/** The same of a field, by its name: of one that holds a client's address its network, of a secret nothing. */
export function maskedField(name: string, text: Sql, masking: Masking): Sql {
  if (isSecretField(name, masking.secretParameters))
    return sql`CASE WHEN ${text} IS NOT NULL THEN ${quoted(hiddenSecret)} END`
  if (!isAddressField(name)) return maskedText(text, masking, fitsDistinct)
  const short = sql`coalesce(${clientNetwork(text)}, ${maskClient(maskedText(text, masking, fitsDistinct))})`
  return sql`CASE WHEN regexp_full_match(${text}, ${quoted(v4)}) THEN ${v4Network(text)} ELSE ${short} END`
}

/** Whether the name of a field is itself something that is hidden. */
export const isHiddenName = (name: string, { secretParameters }: Masking): boolean =>
  maskerFor(secretParameters).text(name) !== name

/** What functions about addresses see of a network: its first address. */
export const addressOf = macro(
  'address_of_network',
  (text) => sql`regexp_replace(${text}, '^([0-9.]+)/24$|^([0-9a-f:]+)/48$', '\\1\\2')`,
)
