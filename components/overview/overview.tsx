'use client'

import { type PageProps, PanelPage } from '@/components/shell/panel-page'
import type { Site } from '@/lib/site'
import { AlarmStates } from './alarm-states'
import { Cities } from './cities'
import { Countries } from './countries'
import { FailedRequests } from './failed-requests'
import { Headline } from './headline'
import { Orders } from './orders'
import { overviewQuestions } from './questions'
import { Tiles } from './tiles'

interface Props extends PageProps<typeof overviewQuestions> {
  site: Site
}

/** The first page: what is the matter, then how much, when, where, and which requests. */
export function Overview({ site, ...page }: Props) {
  return (
    <PanelPage
      path="/"
      questions={overviewQuestions}
      clock="orders"
      rows={[
        Headline,
        Tiles,
        { columns: 'sides', panels: [Orders, AlarmStates] },
        { columns: 'sides', panels: [Countries, Cities] },
        FailedRequests,
      ]}
      more={{ site }}
      {...page}
    />
  )
}
