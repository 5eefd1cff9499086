import * as z from 'zod'
import type { Location, LocationOf } from '@/lib/location'
import type { AddressRow } from './query'
import { gatherBy } from './requests-by-country'

const coordinate = z.coerce.number().nullable().default(null)
/** Where the requests of a place come from on average, degrees; null when the log does not say. */
export const centre = { lat: coordinate, lon: coordinate }

interface Sum {
  requests: number
  lat: number
  lon: number
}

const noSum: Sum = { requests: 0, lat: 0, lon: 0 }

/** Adds up rows that have the same key, with where they come from on average. */
export function gatherWithCentre<Key extends object>(
  rows: AddressRow[],
  locationOf: LocationOf,
  keyOf: (location: Location | null) => Key,
) {
  const sums = new Map<string, Sum>()
  for (const { remoteIP, requests } of rows) {
    const location = locationOf(remoteIP)
    if (!location?.lat || !location.lon) continue
    const key = JSON.stringify(keyOf(location))
    const sum = sums.get(key) ?? { ...noSum }
    sum.requests += requests
    sum.lat += requests * Number(location.lat)
    sum.lon += requests * Number(location.lon)
    sums.set(key, sum)
  }
  return gatherBy(rows, locationOf, keyOf).map((gathered) => {
    const { requests: _, orders: __, failed: ___, ...key } = gathered
    const sum = sums.get(JSON.stringify(key))
    return {
      ...gathered,
      lat: sum ? sum.lat / sum.requests : null,
      lon: sum ? sum.lon / sum.requests : null,
    }
  })
}
