import type { Metadata } from 'next'
import { Audit } from '@/components/audit/audit'
import { access } from '@/lib/access/access'
import { settleWithin } from '@/lib/settle'
import type { Params } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'

export const metadata: Metadata = { title: 'Audit log' }

const most = 200

export default async function AuditPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { frame, source } = await begin(searchParams, [], 'admin')
  const first = await settleWithin(maxWaitMs, { source })
  const { newest, path } = access().audit
  return <Audit entries={newest(most)} file={path} first={first} {...frame} />
}
