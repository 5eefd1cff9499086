import { AlarmList } from '@/components/alarms/alarm-list'
import { Card } from '@/components/shell/card'
import { Answered } from '@/components/shell/panel'
import { viewHref } from '@/lib/view'
import type { PanelProps } from './panel-props'

/** Every alarm with its state over the period. */
export function AlarmStates({ alarms, view, window, zone, nowMs }: PanelProps<'alarms'>) {
  return (
    <Card
      id="alarms"
      title="Alarms"
      about="state over this period"
      footer={<a href={viewHref('/alarms', { range: view.range })}>All alarms</a>}
    >
      <Answered reading={alarms.reading}>
        {(known) => (
          <AlarmList alarms={known.alarms} view={view} window={window} zone={zone} nowMs={nowMs} />
        )}
      </Answered>
    </Card>
  )
}
