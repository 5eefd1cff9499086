import type { Questions } from '@/components/shell/use-queries'

export const alarmsQuestions = {
  alarms: { api: 'alarms' },
  recipients: { api: 'recipients' },
  archive: { api: 'archive' },
} as const satisfies Questions
