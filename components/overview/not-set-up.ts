import type { OverviewProps } from './questions'

/** Whether nobody has said what an order is on this site, and its requests do not show it either. */
export function isNotSetUp({
  situation: { reading },
}: Pick<OverviewProps<'situation'>, 'situation'>): boolean {
  if (!reading?.ok) return false
  return (reading.state ?? reading.report)?.kind === 'not-configured'
}
