import type { Metadata } from 'next'
import { BackTest } from '@/components/back-test/back-test'
import { hasTrial, readTrial } from '@/lib/trial'
import { type Params, writeView } from '@/lib/view'
import { askAll, begin } from '../begin'

export const metadata: Metadata = { title: 'When would it have fired?' }

// The form only names the alarms: they are asked once.
const questions = { alarms: { api: 'alarms' } } as const

export default async function BackTestPage({ searchParams }: { searchParams: Promise<Params> }) {
  const begun = await begin(searchParams)
  const { params, frame } = begun
  return (
    <BackTest
      key={writeView(frame.view)}
      trial={readTrial(params)}
      asked={hasTrial(params)}
      first={await askAll(questions, begun)}
      {...frame}
    />
  )
}
