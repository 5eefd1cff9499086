import type { AlarmState } from '@/lib/alarms/state'
import { maskAddresses } from '@/lib/mask'
import type { Report } from '@/lib/orders/report/report'
import { shopMetrics } from '@/lib/shipped-alarms'

const ofShop: ReadonlySet<string> = new Set(shopMetrics)
const ofErrors = 'Server-Errors'

/** Whether a report can say more about an alarm than the alarm itself. */
export const hasEvidence = (alarm: string): boolean => ofShop.has(alarm) || alarm === ofErrors

/** What a report says about an alarm that has come into a state: sentences, none when it says nothing to it. */
export function evidenceOf(
  alarm: string,
  to: AlarmState,
  { tone, culprit, headline, details }: Pick<Report, 'tone' | 'culprit' | 'headline' | 'details'>,
): string[] {
  if (!hasEvidence(alarm) || to === 'INSUFFICIENT_DATA' || tone === 'unknown') return []
  // An alarm that is over says how the shop is; one that is raised is not called calm.
  if (to === 'ALARM' && tone !== 'trouble') return []
  if (to === 'ALARM' && alarm === ofErrors && (culprit?.status ?? 0) < 500) return []
  return [headline, ...details].map(maskAddresses)
}
