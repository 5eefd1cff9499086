'use client'

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { basePath } from '@/lib/base-path'
import { dayMs } from '@/lib/time'
import {
  type ChosenZone,
  readChosen,
  writeChosen,
  type ZoneChoice,
  zoneChoices,
  zoneOf,
  zoneWords,
} from '@/lib/zone'
import type { Frame } from './frame'
import styles from './zone.module.css'

interface Zones extends ChosenZone {
  zone: string
  server: string
  choose: (choice: ZoneChoice) => void
}

const Context = createContext<Zones | null>(null)

/** Gives all that is inside it the zone that times are shown in, which the browser keeps as a cookie. */
export function ZoneOfTimes(props: {
  server: string
  kept: string | undefined
  children: ReactNode
}) {
  const { server, kept, children } = props
  const [chosen, setChosen] = useState(() => readChosen(kept))
  // The server does not know the browser's zone before the browser has told it.
  useEffect(() => {
    const browser = Intl.DateTimeFormat().resolvedOptions().timeZone
    setChosen((before) => (before.browser === browser ? before : { ...before, browser }))
  }, [])
  useEffect(() => {
    if (chosen.browser === null) return
    const expires = Date.now() + 365 * dayMs
    const cookie = { name: 'zone', value: writeChosen(chosen), path: basePath() || '/', expires }
    // Where a browser has no such store, the choice holds until the page is left.
    void globalThis.cookieStore?.set({ ...cookie, sameSite: 'strict' })
  }, [chosen])
  const zones = {
    ...chosen,
    server,
    zone: zoneOf(chosen, server),
    choose: (choice: ZoneChoice) => setChosen((before) => ({ ...before, choice })),
  }
  return <Context value={zones}>{children}</Context>
}

/** The zone that times are shown in; the given one where nothing is chosen. */
export const useZone = (given: string): string => useContext(Context)?.zone ?? given

/** The zone of the browser; null before it is known. */
export const useBrowserZone = (): string | null => useContext(Context)?.browser ?? null

/** What is said of a page's times: "times in Europe/Berlin (UTC+1)". */
export const timesIn = ({ zone, window }: Pick<Frame, 'zone' | 'window'>): string =>
  `times in ${zoneWords(zone, window)}`

/** Where the reader chooses the zone of all times. */
export function ZoneMenu() {
  const zones = useContext(Context)
  const [alive, setAlive] = useState(false)
  useEffect(() => setAlive(true), [])
  if (!zones) return null
  const { choice, browser, server, choose } = zones
  const words: Record<ZoneChoice, string> = {
    browser: browser === null ? 'this browser’s zone' : `${browser} (browser)`,
    server: `${server} (server)`,
    UTC: 'UTC',
  }
  return (
    <label className={styles.zone}>
      <span className={styles.label}>times in </span>
      <select
        value={choice}
        disabled={!alive}
        onChange={({ target }) =>
          choose(zoneChoices.find((name) => name === target.value) ?? 'browser')
        }
      >
        {zoneChoices.map((name) => (
          <option key={name} value={name}>
            {words[name]}
          </option>
        ))}
      </select>
    </label>
  )
}
