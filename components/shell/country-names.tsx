'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { Countries } from '@/lib/countries'

const Context = createContext<Countries>({ names: {}, codes: {}, centres: {} })

/** Gives all that is inside it the countries as the server knows them. */
export function CountryNames({
  countries,
  children,
}: {
  countries: Countries
  children: ReactNode
}) {
  return <Context value={countries}>{children}</Context>
}

/** Names a country by its alpha-2 code; a code without a name stands for itself. */
export function useCountryName(): (code: string) => string {
  const { names } = useContext(Context)
  return (code) => names[code] ?? code
}

/** The alpha-2 code of a country by its numeric one, such as 276 → DE. */
export function useCountryCode(): (numeric: string) => string | undefined {
  const { codes } = useContext(Context)
  return (numeric) => codes[numeric]
}

/** What the server knows of countries. */
export const useCountries = (): Countries => useContext(Context)
