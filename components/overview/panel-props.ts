import type { PanelFrame } from '@/components/shell/panel-page'
import type { Readings } from '@/components/shell/use-queries'
import type { Site } from '@/lib/site'
import type { overviewQuestions } from './questions'

type OverviewReadings = Readings<typeof overviewQuestions>

/** What a panel of the overview takes: the readings that it names, and the page's frame. */
export type PanelProps<Taken extends keyof OverviewReadings> = Pick<OverviewReadings, Taken> &
  PanelFrame & { site: Site }
