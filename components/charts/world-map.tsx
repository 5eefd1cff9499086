'use client'

import { lazy } from 'react'
import { useCountryName } from '@/components/shell/country-names'
import { percent, short } from '@/lib/format'
import type { RequestsByCountry } from '@/lib/queries/requests-by-country'
import styles from './charts.module.css'
import { colours, countryColours } from './colours'
import type { Spot } from './country-map'
import { Legend } from './legend'
import { frame } from './map-frame'
import { CountryLink, levelOf } from './map-link'
import { idOf, landsId, outlined, perPixel } from './outlines'

// Knows the atlas, which the whole world does not need. Without a boundary of its own the HTML waits for it.
const CountryMap = lazy(() =>
  import('./country-map').then(({ CountryMap: default_ }) => ({ default: default_ })),
)

/** Lower limits of up to five classes, evenly spaced on a square-root scale so that one large country does not flatten the rest. */
export function classLimits(largest: number): number[] {
  const share = (at: number) => (at / countryColours.length) ** 2
  return [...new Set(countryColours.map((_, at) => Math.max(1, Math.round(largest * share(at)))))]
}

function classText(limit: number, next: number | undefined): string {
  if (next === undefined) return `${short(limit)}+`
  return next - 1 === limit ? short(limit) : `${short(limit)}–${short(next - 1)}`
}

interface Props {
  rows: RequestsByCountry[]
  hrefOf: (country: string) => string
  /** The country that is looked at more closely. */
  selected?: string
  /** What lies inside it, and is looked at. */
  spots?: Spot[]
  /** What they are. */
  inside?: 'regions' | 'cities'
}

interface WorldProps extends Pick<Props, 'rows' | 'hrefOf'> {
  steps: number[]
}

/** Every country from the outlines in the page: those that requests come from lie on all the others. */
function World({ rows, hrefOf, steps }: WorldProps) {
  const { shapes, dots } = outlined()
  const linksTo = (drawn: ReadonlySet<string>, className?: string) =>
    rows.map((row) => {
      const { country: code } = row
      if (!code || !drawn.has(code)) return null
      return (
        <CountryLink key={code} row={row} code={code} href={hrefOf(code)} isCurrent={false}>
          <use className={className} href={`#${idOf(code)}`} fill={levelOf(row.requests, steps)} />
        </CountryLink>
      )
    })
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: each country in it says its name, and nothing else need be said.
    <svg viewBox={`0 0 ${frame.width} ${frame.height}`}>
      <g transform={`scale(${1 / perPixel})`}>
        <use href={`#${landsId}`} fill={colours.noRequests} />
        {linksTo(shapes)}
        {linksTo(dots, styles.dot)}
      </g>
    </svg>
  )
}

/** Requests by country, as a map; of a chosen country what lies inside it. */
export function WorldMap(props: Props) {
  const { rows, hrefOf, selected, spots = [], inside = 'regions' } = props
  const countryName = useCountryName()
  const { shapes, dots } = outlined()
  const placed = rows.filter(({ country }) => country)
  const total = rows.reduce((sum, { requests }) => sum + requests, 0)
  const unknown = total - placed.reduce((sum, { requests }) => sum + requests, 0)
  const counted = selected === undefined ? placed : spots
  const largest = Math.max(0, ...counted.map(({ requests }) => requests))
  const steps = largest > 0 ? classLimits(largest) : []
  const undrawn = placed.filter(
    ({ country }) => country && !shapes.has(country) && !dots.has(country),
  )
  const unplaced =
    unknown > 0 ? ` · ${percent(unknown / Math.max(1, total))} from an unknown location` : ''
  const countries = placed.length === 1 ? '1 country' : `${placed.length} countries`
  return (
    <>
      <div className={styles.map}>
        {selected === undefined ? (
          <World rows={placed} hrefOf={hrefOf} steps={steps} />
        ) : (
          <CountryMap {...{ rows: placed, hrefOf, selected, spots, inside, steps }} />
        )}
      </div>
      <Legend
        items={[
          ...steps.map((limit, at) => ({
            name: classText(limit, steps[at + 1]),
            colour: countryColours[at],
          })),
          selected === undefined && {
            name: 'none',
            colour: colours.noRequests,
            shape: 'outlined',
          },
          selected === undefined
            ? { name: countries + unplaced }
            : { name: spots.length > 0 ? `dots: ${inside}` : `no coordinates of its ${inside}` },
          undrawn.length > 0 && {
            name: `not on the map: ${undrawn.map(({ country }) => countryName(country ?? '')).join(', ')}`,
          },
        ]}
      />
    </>
  )
}
