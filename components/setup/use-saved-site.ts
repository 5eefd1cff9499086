'use client'

import { useEffect, useState } from 'react'
import { noServer } from '@/components/shell/send'
import { withBase } from '@/lib/base-path'
import type { OwnRecipient } from './own-recipient'

/** The site as it is watched, and whether another can be saved: what `GET /api/site` answers. */
export interface SavedSite {
  from: 'siteFile' | 'setup' | 'default'
  canSave: boolean
  /** Why it cannot be saved; null when it can. */
  why: string | null
  /** As a site file has it, without secrets. */
  site: Readonly<Record<string, unknown>> & { recipients?: readonly OwnRecipient[] }
}

const notHere = (why: string): SavedSite => ({ from: 'default', canSave: false, why, site: {} })

async function read(): Promise<SavedSite> {
  try {
    const response = await fetch(withBase('/api/site'))
    if (!response.ok) return notHere(`The server answered ${response.status}.`)
    return (await response.json()) as SavedSite
  } catch {
    return notHere(noServer)
  }
}

/** The saved site; null until it has been read. */
export function useSavedSite(): SavedSite | null {
  const [saved, setSaved] = useState<SavedSite | null>(null)
  useEffect(() => {
    let isHere = true
    void read().then((found) => {
      if (isHere) setSaved(found)
    })
    return () => {
      isHere = false
    }
  }, [])
  return saved
}
