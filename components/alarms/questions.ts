import type { PanelProps } from '@/components/shell/panel-page'
import type { Questions } from '@/components/shell/use-page'

export const alarmsQuestions = {
  alarms: { api: 'alarms' },
  recipients: { api: 'recipients' },
  archive: { api: 'archive' },
} as const satisfies Questions

export type AlarmsProps<Taken extends keyof typeof alarmsQuestions> = PanelProps<
  typeof alarmsQuestions,
  Taken
>
