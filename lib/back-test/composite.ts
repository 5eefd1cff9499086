import { compositeReason } from '@/lib/alarms/reasons'
import type { StateTransition } from '@/lib/alarms/replay'
import { type CompositeRule, holds } from '@/lib/alarms/rule'
import type { AlarmState } from '@/lib/alarms/state'
import { minuteMs, type TimeRange } from '@/lib/time'
import { stateAt } from './evaluate'

/** The state transitions of a composite alarm, from those of its children; a child that does not exist is in no state. */
export function compositeChanges(
  { arn, rule }: { arn: string; rule: CompositeRule },
  read: ReadonlyMap<string, { arn: string; transitions: readonly StateTransition[] }>,
  { fromMs }: TimeRange,
): StateTransition[] {
  const children = rule.children.filter((child) => read.has(child))
  const moments = new Set([fromMs + minuteMs])
  for (const child of children)
    for (const { atMs } of read.get(child)?.transitions ?? []) moments.add(atMs)
  const transitions: StateTransition[] = []
  let state: AlarmState = 'INSUFFICIENT_DATA'
  for (const atMs of [...moments].sort((a, b) => a - b)) {
    const stateOf = (child: string) => {
      const own = read.get(child)?.transitions
      return own && stateAt(own, atMs, 'INSUFFICIENT_DATA')
    }
    const to = holds(rule.node, stateOf) ? 'ALARM' : 'OK'
    if (to === state) continue
    const changed = children.flatMap((child) =>
      (read.get(child)?.transitions ?? []).some((transition) => transition.atMs === atMs)
        ? [
            {
              arn: read.get(child)?.arn ?? child,
              state: stateOf(child) ?? 'INSUFFICIENT_DATA',
              atMs,
            },
          ]
        : [],
    )
    const reason = compositeReason(arn, to, changed.length > 0 ? 'children' : 'created', changed)
    transitions.push({ atMs, from: state, to, reason, evaluated: [] })
    state = to
  }
  return transitions
}
