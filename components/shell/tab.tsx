'use client'

import { useEffect } from 'react'

export type Tone = 'calm' | 'trouble' | 'unknown'

// Shape and sign tell them apart too: colour is never alone.
const signs: Record<Tone, string> = { calm: '●', trouble: '▲', unknown: '◌' }

interface TabProps {
  tone: Tone
  /** In place of the page's title. */
  title?: string
}

/** Says in the tab's title and icon how things are. */
export function Tab({ tone, title }: TabProps) {
  useEffect(() => {
    const before = document.title
    const icons = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')]
    const addresses = icons.map((icon) => icon.getAttribute('href') ?? '')
    document.title = `${signs[tone]} ${title === undefined ? before : `${title} · CafeWatch`}`
    for (const icon of icons) icon.href = `/icon-${tone}.svg`
    return () => {
      document.title = before
      for (const [at, icon] of icons.entries()) icon.setAttribute('href', addresses[at] ?? '')
    }
  }, [tone, title])
  return null
}
