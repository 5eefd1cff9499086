import { alarmName } from '@/lib/local/alarms/definition'
import { AwsError } from '@/lib/local/aws-error'
import { listOf, oneOf } from '@/lib/local/input'

export const alarmError = 'ValidationError'
export const invalidAlarm = (message: string) => new AwsError(alarmError, message)

export const alarmNames = listOf(alarmName, 0, 100)
export const alarmState = oneOf(['OK', 'ALARM', 'INSUFFICIENT_DATA'])
export const alarmType = oneOf(['MetricAlarm', 'CompositeAlarm', 'LogAlarm'])

/** Refuses members that CloudWatch knows and this engine does not: left out silently they would be missed. */
export function refuseMembers(input: unknown, refused: Record<string, string>): void {
  if (typeof input !== 'object' || input === null) return
  for (const [name, reason] of Object.entries(refused)) {
    const value: unknown = Object.hasOwn(input, name) ? Reflect.get(input, name) : undefined
    if (value !== undefined && value !== null)
      throw invalidAlarm(`This engine does not know the parameter ${name}: ${reason}`)
  }
}
