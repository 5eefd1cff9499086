import { Banner } from '@/components/shell/banner'
import button from '@/components/shell/button.module.css'
import { viewHref } from '@/lib/view'
import { type SituationProps, situationOf } from './situation-of'

/** What is the matter, in a sentence, and the way to the requests that fail. */
export function Headline(props: SituationProps) {
  const { totals, orders, view } = props
  if (totals.reading === null || orders.reading === null)
    return <Banner title="Loading …" tone="unknown" />
  const { headline, tone, details, request } = situationOf(props)
  const href = viewHref('/errors', view, { request, status: undefined })
  return (
    <Banner
      title={headline}
      tone={tone}
      action={
        request !== undefined && (
          <a className={button.alert} href={href}>
            See failed requests
          </a>
        )
      }
    >
      {details.join(' ')}
    </Banner>
  )
}
