import { awsDate, longDate } from './moment'
import type { AlarmState } from './state'

/** An alarm that a composite alarm reads; the moment, epoch ms, is when its state began. */
export interface Child {
  arn: string
  state: AlarmState
  atMs: number
}

/** Why a composite alarm has changed: children did, or it is evaluated for another reason. */
export type Cause = 'created' | 'updated' | 'evaluated again' | 'children'

/** The reason of a composite alarm in CloudWatch's words. */
export function compositeReason(
  arn: string,
  state: AlarmState,
  cause: Cause,
  children: readonly Child[],
): string {
  if (cause !== 'children') return `${arn} was ${cause} and its alarm rule evaluates to ${state}`
  return children
    .map((child) => `${child.arn} transitioned to ${child.state} at ${longDate(child.atMs)}`)
    .join(' and ')
}

/** What CloudWatch writes beside it, as an object. */
export const compositeReasonData = (children: readonly Child[]) => ({
  triggeringAlarms: children.map(({ arn, state, atMs }) => ({
    arn,
    state: { value: state, timestamp: awsDate(atMs) },
  })),
})
