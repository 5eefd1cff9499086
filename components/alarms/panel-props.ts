import type { PanelFrame } from '@/components/shell/panel-page'
import type { Readings } from '@/components/shell/use-queries'
import type { alarmsQuestions } from './questions'

type AlarmsReadings = Readings<typeof alarmsQuestions>

/** What a panel of the alarms page takes: the readings that it names, and the page's frame. */
export type PanelProps<Taken extends keyof AlarmsReadings> = Pick<AlarmsReadings, Taken> &
  PanelFrame
