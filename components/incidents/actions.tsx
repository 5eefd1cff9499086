'use client'

import { useEffect, useState } from 'react'
import button from '@/components/shell/button.module.css'
import { withBase } from '@/lib/base-path'
import { day } from '@/lib/format'
import { incidentPath } from '@/lib/orders/incidents/incident-note'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { wallOf, zoneWords } from '@/lib/zone'
import styles from './incidents.module.css'

const rangeOf = ({ fromMs, saidMs, untilMs }: Incident) => ({
  fromMs,
  toMs: untilMs ?? saidMs,
})

const yearOf = (ms: number, zone: string) => new Date(wallOf(ms, zone)).getUTCFullYear()

const blocked = 'The browser blocked copying. Use Markdown instead.'

/** Takes the incident out of the page: as text, on paper, as a file. */
export function Actions({ incident, zone }: { incident: Incident; zone: string }) {
  const [message, setMessage] = useState('')
  const [alive, setAlive] = useState(false)
  useEffect(() => setAlive(true), [])
  const href = withBase(`/api${incidentPath(incident)}?zone=${encodeURIComponent(zone)}`)
  const copy = async () => {
    setMessage('')
    try {
      const answer = await fetch(href)
      if (!answer.ok) return setMessage('The note could not be read. Try again.')
      await navigator.clipboard.writeText(await answer.text())
      setMessage('Copied.')
    } catch {
      setMessage(blocked)
    }
  }
  return (
    <div className={styles.actions}>
      <button type="button" className={button.primary} onClick={copy} disabled={!alive}>
        Copy as text
      </button>
      <button
        type="button"
        className={button.plain}
        onClick={() => globalThis.print()}
        disabled={!alive}
      >
        Print
      </button>
      <a className={button.plain} href={href} download>
        Markdown
      </a>
      <span className="small mute" role="status">
        {message}
      </span>
    </div>
  )
}

/** On paper: where the incident is found again, and whose times these are. */
export function Address({ incident, zone }: { incident: Incident; zone: string }) {
  const [origin, setOrigin] = useState('')
  useEffect(() => setOrigin(location.origin), [])
  return (
    <p className={`${styles.address} small mute`}>
      {origin}
      {withBase(incidentPath(incident))}, times in {zoneWords(zone, rangeOf(incident))}. It began on{' '}
      {day(incident.fromMs, zone)} {yearOf(incident.fromMs, zone)}.
    </p>
  )
}
