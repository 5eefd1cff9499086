import type { Alarm } from '@/lib/alarms/alarm'
import { alarm as declaration } from '@/lib/monitoring'
import { shippedAlarms } from '@/lib/shipped-alarms'
import { runtime } from './runtime'

/** Where an alarm of this name is declared; undefined when it is not. One of the site file replaces a shipped one. */
export function declaredIn(name: string): Alarm['declared'] {
  const { monitoring, site } = runtime().env
  const declared = monitoring.alarms.find((one) => one.name === name)
  if (!declared) return undefined
  const shipped = shippedAlarms(site.steps).find((one) => one.name === name)
  const isShipped =
    shipped && JSON.stringify(declaration.parse(shipped)) === JSON.stringify(declared)
  return isShipped ? 'CafeWatch' : 'site file'
}
