'use client'

import { useState } from 'react'
import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { FailureNote, Note, Nothing } from '@/components/shell/panel'
import { Shell } from '@/components/shell/shell'
import { useReading, useSource } from '@/components/shell/use-reading'
import { useBrowserZone, useZone } from '@/components/shell/zone'
import { counted } from '@/lib/format'
import { inBrowserZone } from '@/lib/setup/log-zone'
import type { Proposal } from '@/lib/setup/proposal'
import type { SetupReading } from '@/lib/setup/reading'
import type { Site } from '@/lib/site'
import type { SourceStatus } from '@/lib/source'
import { isOrderKnown, SetupForm } from './setup-form'
import { useSavedSite } from './use-saved-site'

interface Props extends Frame {
  first: { setup: SetupReading | null; source: SourceStatus | null }
  site: Site
}

const readingWords = (lines: number) =>
  `The last days of the log are being read${lines > 0 ? `: ${counted(lines, 'line')} so far` : ''}.`

function NotYet({ reading }: { reading: SetupReading | null }) {
  if (reading === null) return <Nothing title="The last days of the log are being read …" />
  if (!reading.ok) return <FailureNote failure={reading.failure} />
  if (reading.state === 'nothing')
    return <Nothing title={reading.headline}>{reading.details}</Nothing>
  if (reading.state === 'reading')
    return (
      <Nothing title="The last days of the log are being read …">
        {reading.lines > 0 ? `${counted(reading.lines, 'line')} so far. ` : ''}What is found is
        shown here; nothing needs to be done until then.
      </Nothing>
    )
  return null
}

/** What is proposed without a request: nothing, in the server's zone. */
const nothingRead = (zone: string): Proposal => ({
  read: {
    ...{ fromMs: 0, toMs: 0, lines: 0, requests: 0, others: 0, visits: 0 },
    ...{ proxyAddresses: 0, limit: null },
  },
  zone,
  logOffsets: [],
  host: null,
  candidates: [],
})

/** Where a person says what an order is, by choosing from what the log has. */
export function Setup({ first, site, ...given }: Props) {
  const source = useSource(first.source)
  const { reading } = useReading<SetupReading>('/api/setup', first.setup)
  const saved = useSavedSite()
  // What is being chosen from stays as it is.
  const [proposal, setProposal] = useState(
    first.setup?.ok && first.setup.state === 'ready' ? first.setup.proposal : null,
  )
  if (proposal === null && reading?.ok && reading.state === 'ready') setProposal(reading.proposal)
  const frame = { ...given, zone: useZone(given.zone) }
  // Who knows the shop can set it up before the first request has come.
  const isEmpty = reading?.ok === true && reading.state === 'nothing'
  const browserZone = useBrowserZone()
  // Nor need who changes what is watched wait for the log.
  const isReading = proposal === null && reading?.ok === true && reading.state === 'reading'
  const isAtOnce = isEmpty ? saved?.canSave : isReading && saved !== null && isOrderKnown(saved)
  const shown = proposal
    ? inBrowserZone(proposal, browserZone)
    : isAtOnce
      ? nothingRead(frame.zone)
      : null
  return (
    <Shell path="/setup" source={source} {...frame}>
      {shown && !proposal && isEmpty && (
        <Note role="status">
          <b>{reading.headline}</b> {reading.details}
        </Note>
      )}
      {shown && saved ? (
        <SetupForm
          {...{ site, saved }}
          proposal={shown}
          nowMs={frame.nowMs}
          zone={frame.zone}
          logGroup={source.reading?.logGroup ?? ''}
          reading={isReading ? readingWords(reading.lines) : null}
        />
      ) : (
        <Card id="setup" level={1} title="What is an order on your site?">
          <NotYet reading={reading} />
        </Card>
      )}
    </Shell>
  )
}
