import type { ReactNode } from 'react'
import { useCountryName } from '@/components/shell/country-names'
import { full } from '@/lib/format'
import type { RequestsByCountry } from '@/lib/queries/requests-by-country'
import { colours, countryColours } from './colours'

/** A mark that leads somewhere. */
export function MapLink(props: {
  text: string
  href: string
  isCurrent: boolean
  children: ReactNode
}) {
  const { text, href, isCurrent, children } = props
  return (
    <a href={href} aria-label={text} aria-current={isCurrent || undefined}>
      <title>{text}</title>
      {children}
    </a>
  )
}

interface Props {
  row: RequestsByCountry
  code: string
  href: string
  isCurrent: boolean
  /** The mark. */
  children: ReactNode
}

/** The mark of a country, which says what came from it. */
export function CountryLink({ row, code, href, isCurrent, children }: Props) {
  const countryName = useCountryName()
  return (
    <MapLink
      href={href}
      text={`${countryName(code)}: ${full(row.requests)} requests, ${full(row.orders)} orders`}
      isCurrent={isCurrent}
    >
      {children}
    </MapLink>
  )
}

/** The colour of the class whose lower limit is reached. */
export const levelOf = (requests: number, steps: number[]) =>
  countryColours[steps.filter((limit) => requests >= limit).length - 1] ?? colours.noRequests
