import { useState } from 'react'
import { useCountryName } from '@/components/shell/country-names'
import { LogText } from '@/components/shell/log-text'
import { ScrolledTable } from '@/components/shell/table'
import { full } from '@/lib/format'
import type { RequestsByCity } from '@/lib/queries/requests-by-city'
import type { RequestsByCountry } from '@/lib/queries/requests-by-country'
import type { RequestsByRegion } from '@/lib/queries/requests-by-region'
import type { Reading } from '@/lib/reading'
import type { View } from '@/lib/view'
import {
  countryKey,
  type LocationRow,
  locationRows,
  type OtherRow,
  regionKey,
} from './location-rows'
import styles from './locations.module.css'

type Within = Pick<View, 'country' | 'region' | 'city'>

interface Props {
  countries: readonly RequestsByCountry[]
  regions: Reading<RequestsByRegion> | null
  cities: Reading<RequestsByCity> | null
  view: View
  hrefOf: (within: Within) => string
}

const plurals = ['countries', 'regions', 'cities'] as const
const singulars = ['country', 'region', 'city'] as const
const unnamed = ['unknown location', 'no region known', 'no city known'] as const

/** What a view has chosen is open from the beginning. */
function openIn({ country, region }: View): Set<string> {
  const open = new Set<string>()
  if (country !== undefined) open.add(countryKey(country))
  if (country !== undefined && region !== undefined) open.add(regionKey(country, region))
  return open
}

function toggled(keys: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}

function Location(props: { row: LocationRow; href: string | null; onToggle: () => void }) {
  const { row, href, onToggle } = props
  const countryName = useCountryName()
  const { level, name, isOpen, requests, orders, failed } = row
  const shown = name === null ? unnamed[level] : level === 0 ? countryName(name) : name
  const inside = plurals[level + 1]
  return (
    <tr data-level={level}>
      <th scope="row">
        <div className={styles.name}>
          {isOpen === null ? (
            <span className={styles.space} />
          ) : (
            <button type="button" aria-expanded={isOpen} onClick={onToggle}>
              <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
              <span className="hidden">
                {inside} of {shown}
              </span>
            </button>
          )}
          {href === null ? (
            <span className="mute">{shown}</span>
          ) : (
            <a href={href}>
              <LogText text={shown} />
            </a>
          )}
        </div>
      </th>
      <td className="num">{full(requests)}</td>
      <td className="num">{full(orders)}</td>
      <td className="num">{full(failed)}</td>
    </tr>
  )
}

function Other({ row, why, onMore }: { row: OtherRow; why: string; onMore: () => void }) {
  const { kind, level, count } = row
  return (
    <tr data-level={level}>
      <th scope="row" colSpan={4}>
        <div className={styles.name}>
          <span className={styles.space} />
          {kind === 'none' ? (
            <span className="mute">{why}</span>
          ) : (
            <button type="button" className={styles.more} onClick={onMore}>
              {full(count)} more {count === 1 ? singulars[level] : plurals[level]}
            </button>
          )}
        </div>
      </th>
    </tr>
  )
}

const known = <Row,>(reading: Reading<Row> | null) => (reading?.ok ? reading.rows : null)

function whyNone(reading: Reading<unknown> | null): string {
  if (reading === null) return 'loading …'
  return reading.ok ? 'not among the busiest 1,000: choose it to see more' : reading.failure.message
}

/** Countries, which open into their regions, and those into their cities. */
export function LocationTable({ countries, regions, cities, view, hrefOf }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openIn(view))
  const [whole, setWhole] = useState<ReadonlySet<string>>(new Set())
  const rows = locationRows(
    { countries, regions: known(regions), cities: known(cities) },
    { open, whole },
  )
  return (
    <div className={styles.table}>
      <ScrolledTable caption="Requests by country, region and city">
        <thead>
          <tr>
            <th scope="col">location</th>
            <th scope="col" className="num">
              requests
            </th>
            <th scope="col" className="num">
              orders
            </th>
            <th scope="col" className="num">
              failed
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) =>
            row.kind === 'location' ? (
              <Location
                key={row.key}
                row={row}
                href={row.filter && hrefOf(row.filter)}
                onToggle={() => setOpen(toggled(open, row.key))}
              />
            ) : (
              <Other
                key={`${row.kind} ${row.key}`}
                row={row}
                why={whyNone(row.level === 1 ? regions : cities)}
                onMore={() => setWhole(toggled(whole, row.key))}
              />
            ),
          )}
        </tbody>
      </ScrolledTable>
    </div>
  )
}
