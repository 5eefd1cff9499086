import type { Metadata } from 'next'
import { Errors } from '@/components/errors/errors'
import { errorsQuestions, urlQuestions } from '@/components/errors/questions'
import { UrlFailures } from '@/components/errors/url-failures'
import { watchedSite } from '@/lib/aws/read'
import { shortWords } from '@/lib/short-words'
import { type Params, readView, writeView } from '@/lib/view'
import { visible } from '@/lib/visible'
import { askAll, begin } from '../begin'

interface Props {
  searchParams: Promise<Params>
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { request } = readView(await searchParams)
  return { title: request === undefined ? 'Errors' : `${shortWords(visible(request))} · Errors` }
}

export default async function ErrorsPage({ searchParams }: Props) {
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
  const first = await askAll(urlQuestions, begun)
  return <UrlFailures key={key} first={first} site={watchedSite()} {...frame} />
}
