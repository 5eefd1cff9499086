'use client'

import { useEffect } from 'react'
import { withBase } from '@/lib/base-path'

export type Tone = 'calm' | 'trouble' | 'unknown'

// Shape and sign tell them apart too: colour is never alone.
const signs: Record<Tone, string> = { calm: '●', trouble: '▲', unknown: '◌' }

interface TabProps {
  tone: Tone
  /** In place of the page's title. */
  title?: string
}

const isSign = (title: string) => Object.values(signs).some((sign) => title.startsWith(`${sign} `))
const isTone = (address: string) => /\/icon-(calm|trouble|unknown)\.svg$/.test(address)

/** Says in the tab's title and icon how things are. Where two do, the first. */
export function Tab({ tone, title }: TabProps) {
  useEffect(() => {
    let before: string | null = null
    const addresses = new Map<HTMLLinkElement, string>()
    const say = () => {
      if (!isSign(document.title)) {
        before = document.title
        document.title = `${signs[tone]} ${title === undefined ? before : `${title} · CafeWatch`}`
      }
      for (const icon of document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')) {
        const address = icon.getAttribute('href') ?? ''
        if (isTone(address)) continue
        addresses.set(icon, address)
        icon.setAttribute('href', withBase(`/icon-${tone}.svg`))
      }
    }
    say()
    // The page's own title and icons may be put there later than this.
    const observer = new MutationObserver(say)
    observer.observe(document.head, { childList: true, subtree: true, attributeFilter: ['href'] })
    return () => {
      observer.disconnect()
      if (before !== null) document.title = before
      for (const [icon, address] of addresses) icon.setAttribute('href', address)
    }
  }, [tone, title])
  return null
}
