import type { Metadata } from 'next'
import { Audit } from '@/components/audit/audit'
import { access } from '@/lib/access/access'
import { saidOfFile } from '@/lib/access/private-file'
import { settleWithin } from '@/lib/settle'
import type { Params } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'

export const metadata: Metadata = { title: 'Audit log' }

const most = 200

function readNewest() {
  try {
    return { entries: access().audit.newest(most), problem: null }
  } catch (error) {
    const problem = saidOfFile(error)
    if (problem === null) throw error
    return { entries: [], problem }
  }
}

export default async function AuditPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { frame, source } = await begin(searchParams, [], 'admin')
  const first = await settleWithin(maxWaitMs, { source })
  const { path } = access().audit
  return <Audit {...readNewest()} file={path} first={first} {...frame} />
}
