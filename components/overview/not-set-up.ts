import { cafeSteps } from '@/lib/shop/cafe-steps'
import type { Site } from '@/lib/site'
import type { OverviewProps } from './questions'

/** Whether nobody has said what an order is on this site, and its requests do not show it either. */
export function isNotSetUp({
  situation: { reading },
}: Pick<OverviewProps<'situation'>, 'situation'>): boolean {
  if (!reading?.ok) return false
  return (reading.state ?? reading.report)?.kind === 'not-configured'
}

/** Whether the steps are those of the café, which are in force until somebody chooses others. */
export const hasDefaultSteps = ({ steps }: Pick<Site, 'steps'>): boolean =>
  JSON.stringify(steps) === JSON.stringify(cafeSteps)
