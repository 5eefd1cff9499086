'use client'

import type { ReactNode } from 'react'
import { Banner } from '@/components/shell/banner'
import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { LogText } from '@/components/shell/log-text'
import { Nothing } from '@/components/shell/panel'
import { Shell } from '@/components/shell/shell'
import { Table } from '@/components/shell/table'
import { useSource } from '@/components/shell/use-reading'
import { useZone } from '@/components/shell/zone'
import type { AuditEntry } from '@/lib/access/audit-entry'
import { withBase } from '@/lib/base-path'
import { dayAndClock, full } from '@/lib/format'
import type { SourceStatus } from '@/lib/source'

interface Props extends Frame {
  entries: AuditEntry[]
  /** Why it cannot be read; null where it can. */
  problem: string | null
  /** Where all of it is kept, on the server. */
  file: string
  first: { source: SourceStatus | null }
}

const byWhom = ({ who, by }: AuditEntry) => {
  if (by === 'session') return <LogText text={who ?? ''} />
  if (by === 'provider')
    return (
      <>
        <LogText text={who ?? ''} /> (provider)
      </>
    )
  if (by === 'token')
    return (
      <>
        token <LogText text={who ?? ''} />
      </>
    )
  return by === 'nobody' ? (who ?? 'nobody') : by
}

const of = ({ what, of, done }: AuditEntry) => (
  <>
    {what}
    {of !== null && (
      <>
        : <LogText text={of} maxLength={80} />
      </>
    )}
    {!done && <b className="bad"> (not done)</b>}
  </>
)

const columnsIn = (zone: string): Record<string, (entry: AuditEntry) => ReactNode> =>
  Object.fromEntries([
    ['When', ({ at }: AuditEntry) => dayAndClock(Date.parse(at), zone)],
    ['Who', byWhom],
    ['What', of],
    ['From', ({ from }: AuditEntry) => from ?? 'the server itself'],
  ])

/** Who changed what. */
export function Audit({ entries, problem, file, first, ...given }: Props) {
  const source = useSource(first.source)
  const frame = { ...given, zone: useZone(given.zone) }
  return (
    <Shell path="/audit" source={source} {...frame}>
      <Card
        id="audit"
        level={1}
        title="Audit log"
        about="who changed what"
        footer={
          <span>
            The newest {full(entries.length)} changes.{' '}
            <a href={withBase('/api/audit')}>The newest 10,000</a> as JSON; all of them are in{' '}
            <code>{file}</code> on the server.
          </span>
        }
      >
        {problem !== null && (
          <Banner title="The audit log cannot be read" level={2}>
            {problem}
          </Banner>
        )}
        {problem === null && entries.length === 0 && (
          <Nothing title="Nothing has been changed yet" />
        )}
        {entries.length > 0 && (
          <Table
            caption="Changes, newest first"
            rows={entries}
            keyOf={(entry) => entries.indexOf(entry)}
            texts={columnsIn(frame.zone)}
            numbers={{}}
          />
        )}
      </Card>
    </Shell>
  )
}
