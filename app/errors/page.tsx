import type { Metadata } from 'next'
import { Errors } from '@/components/errors/errors'
import { errorsQuestions, urlQuestions } from '@/components/errors/questions'
import { UrlFailures } from '@/components/errors/url-failures'
import { watchedSite } from '@/lib/aws/read'
import { type Params, writeView } from '@/lib/view'
import { askAll, begin } from '../begin'

export const metadata: Metadata = { title: 'Errors' }

export default async function ErrorsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const begun = await begin(searchParams, [
    'country',
    'region',
    'city',
    'client',
    'request',
    'status',
  ])
  const { frame } = begun
  const key = writeView(frame.view)
  if (frame.view.request === undefined) {
    const first = await askAll(errorsQuestions, begun)
    return <Errors key={key} first={first} site={watchedSite()} {...frame} />
  }
  return <UrlFailures key={key} first={await askAll(urlQuestions, begun)} {...frame} />
}
