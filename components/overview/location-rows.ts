import type { RequestsByCity } from '@/lib/queries/requests-by-city'
import type { RequestsByCountry } from '@/lib/queries/requests-by-country'
import type { RequestsByRegion } from '@/lib/queries/requests-by-region'
import type { View } from '@/lib/view'

type Counts = Pick<RequestsByCountry, 'requests' | 'orders' | 'failed'>

/** A country, a region or a city as a row of one table, its regions or cities below it. */
export interface LocationRow extends Counts {
  kind: 'location'
  key: string
  level: 0 | 1 | 2
  /** A country by its code; null for what has none at this level. */
  name: string | null
  /** The filters that it stands for; null where the log has no name to filter by. */
  filter: Pick<View, 'country' | 'region' | 'city'> | null
  /** Whether it shows what is inside it; null for a city, which has nothing. */
  isOpen: boolean | null
}

/** Stands for rows that are not shown, or for why there are none. */
export interface OtherRow {
  kind: 'more' | 'none'
  key: string
  level: 0 | 1 | 2
  count: number
}

export interface Opened {
  /** Keys of the rows that are open. */
  open: ReadonlySet<string>
  /** Keys of the rows that show all that is inside them; '' stands for the world. */
  whole: ReadonlySet<string>
}

interface Located {
  countries: readonly RequestsByCountry[]
  /** Null while they are not known. */
  regions: readonly RequestsByRegion[] | null
  cities: readonly RequestsByCity[] | null
}

const shownAtFirst = 6

export const world = ''
export const countryKey = (country: string | null): string => JSON.stringify([country])
export const regionKey = (country: string | null, region: string | null): string =>
  JSON.stringify([country, region])

const text = (name: string | null) => name ?? undefined

/** The rows that are shown, each country before its regions, each region before its cities. */
export function locationRows(
  { countries, regions, cities }: Located,
  { open, whole }: Opened,
): (LocationRow | OtherRow)[] {
  function some<Row>(
    all: readonly Row[] | null | undefined,
    within: { key: string; level: 0 | 1 | 2 },
    rowsOf: (row: Row) => (LocationRow | OtherRow)[],
  ): (LocationRow | OtherRow)[] {
    if (!all || all.length === 0) return [{ kind: 'none', count: 0, ...within }]
    // One row more takes no more room than the row that says that there is one.
    const isWhole = whole.has(within.key) || all.length <= shownAtFirst + 1
    const shown = isWhole ? all : all.slice(0, shownAtFirst)
    const rows = shown.flatMap(rowsOf)
    if (isWhole) return rows
    return [...rows, { kind: 'more', count: all.length - shown.length, ...within }]
  }

  const cityRow = (row: RequestsByCity): LocationRow => ({
    ...counts(row),
    kind: 'location',
    key: JSON.stringify([row.country, row.region, row.city]),
    level: 2,
    name: row.city,
    filter: row.city
      ? { country: text(row.country), region: text(row.region), city: row.city }
      : null,
    isOpen: null,
  })

  function regionRows(row: RequestsByRegion) {
    const { country, region } = row
    const key = regionKey(country, region)
    const isOpen = open.has(key)
    const own: LocationRow = {
      ...counts(row),
      kind: 'location',
      key,
      level: 1,
      name: region,
      filter: region ? { country: text(country), region } : null,
      isOpen,
    }
    if (!isOpen) return [own]
    const inside = cities?.filter((city) => city.country === country && city.region === region)
    return [own, ...some(inside, { key, level: 2 }, (city) => [cityRow(city)])]
  }

  function countryRows(row: RequestsByCountry) {
    const { country } = row
    const key = countryKey(country)
    const isOpen = country === null ? null : open.has(key)
    const own: LocationRow = {
      ...counts(row),
      kind: 'location',
      key,
      level: 0,
      name: country,
      filter: country ? { country } : null,
      isOpen,
    }
    if (!isOpen) return [own]
    const inside = regions?.filter((region) => region.country === country)
    return [own, ...some(inside, { key, level: 1 }, regionRows)]
  }

  return some(countries, { key: world, level: 0 }, countryRows)
}

const counts = ({ requests, orders, failed }: Counts): Counts => ({ requests, orders, failed })
