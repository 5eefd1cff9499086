import { full } from '@/lib/format'
import { type BaseContext, type FromBase, fromBase } from './base'
import { type ClientPart, clients, ofLocation, ordersOf } from './clients'
import type { AddressRow, LocationsQuery } from './query'
import { isWithin } from './query'
import { rounded, rowsBy, sumOf } from './rows-by'

type Place = 'country' | 'region' | 'city'

interface Shape {
  by: readonly Place[]
  /** Whether rows say where they come from on average. */
  centred: boolean
  maxRows: number
}

/** So many clients come with one answer of CloudWatch. */
export const maxAddresses = 10_000
/** So many are looked up of what is kept by client: about a second's work. */
const maxLookedUp = 100_000

const sumsOf = (parts: readonly ClientPart[]) => ({
  requests: sumOf(parts, ({ requests }) => requests),
  orders: ordersOf(parts),
  failed: sumOf(parts, ({ failed }) => failed),
})

function averageOf(parts: readonly ClientPart[], name: 'lat' | 'lon'): number | null {
  const known = parts.filter((part) => part[name] !== null)
  if (known.length === 0) return null
  const sum = sumOf(known, (part) => part.requests * Number(part[name]))
  return rounded(sum / sumOf(known, ({ requests }) => requests))
}

const mostFirst = <Row extends { requests: number }>(rows: Row[]): Row[] =>
  rows.sort((a, b) => b.requests - a.requests)

function rowsOfLog(parts: readonly ClientPart[], { by, centred, maxRows }: Shape) {
  const rows = rowsBy(parts, (part) => by.map((name) => part[name])).map((same) => ({
    ...Object.fromEntries(by.map((name) => [name, same[0][name]])),
    ...sumsOf(same),
    ...(centred && { lat: averageOf(same, 'lat'), lon: averageOf(same, 'lon') }),
  }))
  return mostFirst(rows).slice(0, maxRows)
}

/** For a log without locations: they are looked up by address, with a sentence for how many that worked. */
function lookedUp<Row>(
  parts: readonly ClientPart[],
  { gather }: LocationsQuery<Row>,
  { locationOf, view }: BaseContext,
) {
  const all = rowsBy(parts, ({ client }) => [client])
  const addresses: AddressRow[] = mostFirst(
    all.map((same) => ({ remoteIP: same[0].client ?? '', ...sumsOf(same) })),
  ).slice(0, maxLookedUp)
  return {
    rows: gather(
      addresses.filter(({ remoteIP }) => isWithin(locationOf(remoteIP), view)),
      locationOf,
    ),
    note: lookedUpNote(
      addresses,
      locationOf,
      sumOf(parts, ({ requests }) => requests),
    ),
  }
}

export function lookedUpNote(
  addresses: readonly AddressRow[],
  locationOf: BaseContext['locationOf'],
  matched: number,
): string {
  const found = sumOf(addresses, ({ remoteIP, requests }) =>
    locationOf(remoteIP)?.country ? requests : 0,
  )
  const share = matched > 0 ? found / matched : 0
  const asked = sumOf(addresses, ({ requests }) => requests)
  const most =
    addresses.length >= maxAddresses && asked < matched
      ? ` Only the ${full(addresses.length)} addresses with the most requests were: all others are missing here.`
      : ''
  // Not all is never said to be all.
  const part = Math.floor(share * 1_000) / 10
  const how = share >= 1 ? 'all' : `${part.toFixed(1)} % of the`
  return `The log has no locations. They were looked up by client address, for ${how} requests.${most}`
}

/** Rows by location from what clients did. */
export const fromLocations = <Row>(locations: LocationsQuery<Row>, shape: Shape): FromBase<Row> =>
  fromBase(clients, (parts, context) => {
    const asking = parts.filter(({ requests }) => requests > 0)
    const isLocated = asking.length === 0 || asking.some(({ country }) => Boolean(country))
    if (!isLocated) return lookedUp(asking, locations, context)
    // The columns are those of the row, by name.
    return rowsOfLog(ofLocation(asking, context), shape) as unknown as Row[]
  })
