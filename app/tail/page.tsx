import type { Metadata } from 'next'
import { Tail } from '@/components/tail/tail'
import { seesAddresses } from '@/lib/access/roles'
import { cloudwatchMode, watchedSite } from '@/lib/aws/read'
import { maxPatternLength } from '@/lib/tail'
import type { Params } from '@/lib/view'
import { begin, sourceOf } from '../begin'
import { pageCaller } from '../caller'

export const metadata: Metadata = { title: 'Live tail' }

export default async function TailPage({ searchParams }: { searchParams: Promise<Params> }) {
  const begun = await begin(searchParams)
  const { params, frame } = begun
  const pattern = typeof params.pattern === 'string' ? params.pattern : ''
  const mode = cloudwatchMode()
  return (
    <Tail
      first={await sourceOf(begun)}
      mode={mode}
      wholeAddresses={seesAddresses(await pageCaller(), watchedSite())}
      pattern={pattern.slice(0, maxPatternLength)}
      // What costs begins only when somebody starts it.
      on={params.live === undefined ? mode === 'local' : params.live === 'on'}
      {...frame}
    />
  )
}
