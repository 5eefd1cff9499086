'use client'

import { useEffect, useRef } from 'react'
import { readView, type View, viewHref } from '@/lib/view'

// Servers and browsers refuse much longer addresses.
const maxLength = 8_000

const hrefOf = (view: View) => viewHref('/explore', view)

/** Whether a link to this view can be made. */
export const fitsAddress = (view: View): boolean => hrefOf(view).length <= maxLength

/** Keeps the page's address in step with what it shows, and tells when the viewer goes back. */
export function useAddress(onBack: (view: View) => void) {
  const back = useRef(onBack)
  back.current = onBack
  useEffect(() => {
    const onPop = () =>
      back.current(readView(Object.fromEntries(new URLSearchParams(location.search))))
    addEventListener('popstate', onPop)
    return () => removeEventListener('popstate', onPop)
  }, [])
  return (view: View, how: 'push' | 'replace') => {
    const href = hrefOf(view)
    if (!fitsAddress(view) || href === location.pathname + location.search) return
    if (how === 'push') history.pushState(null, '', href)
    else history.replaceState(null, '', href)
  }
}
