import {
  addressRules,
  clientRules,
  isAddressField,
  maskerFor,
  type Rule,
  type RuleGroup,
  secretRules,
} from '@/lib/mask'
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

/** Whoever fits `needs` goes through the rules. */
const byGroups = (text: Sql, groups: readonly RuleGroup[]): Sql =>
  groups.reduce(
    (left, { needs, rules }) =>
      named(
        left,
        (one) =>
          sql`CASE WHEN regexp_matches(${one}, ${quoted(needs)}, 'i') THEN ${replaced(one, rules)} ELSE ${one} END`,
      ),
    text,
  )

const maskAddresses = macro('mask_addresses', (text) => byGroups(text, addressRules))

/** The network of a client's address; null for what is none. */
const clientNetwork = macro('client_network', (text) => {
  const hexOf = (one: Sql) =>
    named(one, (hex) => {
      const group = (at: number) =>
        sql`coalesce(nullif(ltrim(substring(${hex}, ${at * 4 + 1}, 4), '0'), ''), '0')`
      const octet = (at: number) => sql`('0x' || substring(${hex}, ${25 + at * 2}, 2))::INTEGER`
      const mapped = sql`${octet(0)} || '.' || ${octet(1)} || '.' || ${octet(2)} || '.0/24'`
      const two = sql`${group(0)} || ':' || ${group(1)}`
      const short = (groups: Sql) => sql`regexp_replace(${groups}, '(?::0)+$', '') || '::/48'`
      return sql`CASE WHEN starts_with(${hex}, '00000000000000000000ffff') THEN ${mapped} WHEN starts_with(${hex}, '2002') THEN ${short(two)} ELSE ${short(sql`${two} || ':' || ${group(2)}`)} END`
    })
  return named(
    text,
    (one) =>
      sql`CASE WHEN ${validV4(one)} THEN regexp_replace(${one}, '\\.[0-9]+$', '.0/24') WHEN contains(${one}, ':') THEN ${hexOf(v6Hex(one))} END`,
  )
})

const maskClient = macro('mask_client', (text) => replaced(text, clientRules))

/** The text of a stored column, hidden in it what the reader may not see. */
export const maskedText = (text: Sql, masking: Masking): Sql =>
  maskAddresses(byGroups(text, secretRules(masking.secretParameters)))

/** The same of a field, by its name: of one that holds a client's address its network. */
export const maskedField = (name: string, text: Sql, masking: Masking): Sql =>
  // DuckDB looks at each distinct text of a field once if a function asks, and a lambda is one.
  named(text, (one) =>
    isAddressField(name)
      ? sql`coalesce(${clientNetwork(one)}, ${maskClient(maskedText(one, masking))})`
      : maskedText(one, masking),
  )

/** Whether the name of a field is itself something that is hidden. */
export const isHiddenName = (name: string, { secretParameters }: Masking): boolean =>
  maskerFor(secretParameters).text(name) !== name

/** What functions about addresses see of a network: its first address. */
export const addressOf = macro(
  'address_of_network',
  (text) => sql`regexp_replace(${text}, '^([0-9.]+)/24$|^([0-9a-f:]+)/48$', '\\1\\2')`,
)
