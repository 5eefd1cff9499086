'use client'

import { AsOf, Card } from '@/components/shell/card'
import { Answered } from '@/components/shell/panel'
import { type PageProps, PanelPage } from '@/components/shell/panel-page'
import { writeView } from '@/lib/view'
import { AlarmList } from './alarm-list'
import { ArchiveCard } from './archive-card'
import { BlindSpots } from './blind-spots'
import { type AlarmsProps, alarmsQuestions } from './questions'
import { Recipients } from './recipients'

function AllAlarms({ alarms, ...frame }: AlarmsProps<'alarms'>) {
  const { view, zone } = frame
  const { reading, problem } = alarms
  return (
    <Card
      id="alarms"
      title="Alarms"
      level={1}
      about={`state over the selected period, times in ${zone}`}
      aside={<a href={`/back-test${writeView({ range: view.range })}`}>Back-test an alarm</a>}
      footer={reading?.ok && <AsOf atMs={reading.asOfMs} zone={zone} problem={problem} />}
    >
      <Answered reading={reading}>
        {(known) => <AlarmList {...frame} alarms={known.alarms} inFull />}
      </Answered>
    </Card>
  )
}

/** Every alarm, the blind spots, the recipients and the archive. */
export function Alarms(page: PageProps<typeof alarmsQuestions>) {
  return (
    <PanelPage
      path="/alarms"
      questions={alarmsQuestions}
      clock="alarms"
      rows={[AllAlarms, BlindSpots, { columns: 'halves', panels: [Recipients, ArchiveCard] }]}
      more={{}}
      {...page}
    />
  )
}
