'use client'

import { createContext, type ReactNode, useContext } from 'react'

type Names = Readonly<Record<string, string>>

const Context = createContext<Names>({})

/** Gives all that is inside it the countries' names as the server knows them. */
export function CountryNames({ names, children }: { names: Names; children: ReactNode }) {
  return <Context value={names}>{children}</Context>
}

/** Names a country by its alpha-2 code; a code without a name stands for itself. */
export function useCountryName(): (code: string) => string {
  const names = useContext(Context)
  return (code) => names[code] ?? code
}
