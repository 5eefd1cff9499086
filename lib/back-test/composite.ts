import { compositeReason } from '@/lib/alarms/reasons'
import type { Transition } from '@/lib/alarms/replay'
import { type CompositeRule, holds } from '@/lib/alarms/rule'
import type { State } from '@/lib/alarms/state'
import type { TimeRange } from '@/lib/time'
import { minuteMs } from '@/lib/time'
import { stateAt } from './evaluate'

/** The changes of a composite alarm, by those of the alarms that it reads; one that is not among them is in no state. */
export function compositeChanges(
  { arn, rule }: { arn: string; rule: CompositeRule },
  read: ReadonlyMap<string, { arn: string; turns: readonly Transition[] }>,
  { fromMs }: TimeRange,
): Transition[] {
  const children = rule.children.filter((child) => read.has(child))
  const moments = new Set([fromMs + minuteMs])
  for (const child of children)
    for (const { atMs } of read.get(child)?.turns ?? []) moments.add(atMs)
  const turns: Transition[] = []
  let state: State = 'INSUFFICIENT_DATA'
  for (const atMs of [...moments].sort((a, b) => a - b)) {
    const stateOf = (child: string) => {
      const own = read.get(child)?.turns
      return own && stateAt(own, atMs, 'INSUFFICIENT_DATA')
    }
    const to = holds(rule.node, stateOf) ? 'ALARM' : 'OK'
    if (to === state) continue
    const turned = children.flatMap((child) =>
      (read.get(child)?.turns ?? []).some((turn) => turn.atMs === atMs)
        ? [
            {
              arn: read.get(child)?.arn ?? child,
              state: stateOf(child) ?? 'INSUFFICIENT_DATA',
              atMs,
            },
          ]
        : [],
    )
    const reason = compositeReason(arn, to, turned.length > 0 ? 'children' : 'created', turned)
    turns.push({ atMs, from: state, to, reason, evaluated: [] })
    state = to
  }
  return turns
}
