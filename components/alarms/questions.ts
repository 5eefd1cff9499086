import type { Questions } from '@/components/shell/use-queries'

export const alarmsQuestions = {
  alarms: { api: 'alarms' },
  targets: { api: 'targets' },
  archive: { api: 'archive' },
} as const satisfies Questions
