import { Outlines } from '@/components/charts/outlines-element'
import { drawWorld } from '@/components/charts/world-outlines'
import { Overview } from '@/components/overview/overview'
import { overviewQuestions } from '@/components/overview/questions'
import { watchedSite } from '@/lib/aws/read'
import { type Params, writeView } from '@/lib/view'
import { askAll, begin } from './begin'

drawWorld()

export default async function OverviewPage({ searchParams }: { searchParams: Promise<Params> }) {
  const begun = await begin(searchParams, ['country', 'region', 'city', 'client'])
  const { frame } = begun
  const first = await askAll(overviewQuestions, begun)
  return (
    <>
      <Overview key={writeView(frame.view)} first={first} site={watchedSite()} {...frame} />
      <Outlines />
    </>
  )
}
