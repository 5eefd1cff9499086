'use client'

import { useEffect, useRef } from 'react'
import { iconOf, isDrawn, type Tone } from './tab-icon'

export type { Tone }

// Shape and sign tell them apart too: colour is never alone.
const signs: Record<Tone, string> = { calm: '●', trouble: '▲', unknown: '◌' }

interface TabProps {
  tone: Tone
  /** In place of the page's title. */
  title?: string
}

const isSign = (title: string) => Object.values(signs).some((sign) => title.startsWith(`${sign} `))

/** Where several are on a page, the first speaks. */
const tabs: TabProps[] = []
let ownTitle = ''
const ownIcons = new WeakMap<HTMLLinkElement, string>()

/** Makes the browser's tab what it should be, and touches nothing that is: each change is another icon to it. */
function say(): void {
  const [first] = tabs
  if (!isSign(document.title)) ownTitle = document.title
  const words = first?.title === undefined ? ownTitle : `${first.title} · CafeWatch`
  const title = first ? `${signs[first.tone]} ${words}` : ownTitle
  if (document.title !== title) document.title = title
  for (const icon of document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')) {
    const address = icon.getAttribute('href') ?? ''
    if (!isDrawn(address)) ownIcons.set(icon, address)
    const wanted = first ? iconOf(first.tone) : (ownIcons.get(icon) ?? address)
    if (address !== wanted) icon.setAttribute('href', wanted)
  }
}

/** Says in the tab's title and icon how things are. */
export function Tab({ tone, title }: TabProps) {
  const tab = useRef<TabProps>({ tone, title })
  useEffect(() => {
    const { current } = tab
    tabs.push(current)
    // The page's own title and icons may be put there later than this.
    const observer = new MutationObserver(say)
    observer.observe(document.head, { childList: true, subtree: true, attributeFilter: ['href'] })
    return () => {
      observer.disconnect()
      tabs.splice(tabs.indexOf(current), 1)
      // Another may come in its place at once.
      queueMicrotask(say)
    }
  }, [])
  useEffect(() => {
    Object.assign(tab.current, { tone, title })
    say()
  }, [tone, title])
  return null
}
