import { childrenFirst } from '@/lib/alarms/children-first'
import { type Cause, type Child, compositeReason, compositeReasonData } from '@/lib/alarms/reasons'
import { type CompositeRule, holds, readRule } from '@/lib/alarms/rule'
import { arnOfAlarm } from '@/lib/local/arn'
import type { EngineContext } from '@/lib/local/context'
import type { Session } from '@/lib/local/store/duckdb'
import { type StoredAlarm, type StoredCompositeAlarm, unchecked } from './alarm-store'
import type { Failed } from './evaluate-metric'
import { type NewState, transition } from './transition'

/** A composite alarm with its rule. */
export interface CompositeEvaluator {
  alarm: StoredCompositeAlarm
  rule: CompositeRule
}

/** The composite alarms among these, each after those that it reads. Calls `failed` for rules that cannot be read. */
export function compositesOf(
  alarms: readonly StoredAlarm[],
  failed: (name: string, problem: unknown) => void,
): CompositeEvaluator[] {
  const composites = alarms.flatMap((alarm) => {
    if (alarm.kind !== 'CompositeAlarm') return []
    try {
      return { alarm, rule: readRule(alarm.definition.AlarmRule) }
    } catch (problem) {
      failed(alarm.name, problem)
      return []
    }
  })
  return childrenFirst(
    composites,
    ({ alarm }) => alarm.name,
    ({ rule }) => rule.children,
  )
}

function causeOf(alarm: StoredAlarm, changed: readonly Child[]): Cause {
  if (alarm.reason === unchecked) return 'created'
  if (changed.length > 0) return 'children'
  return alarm.configuredMs > alarm.updatedMs ? 'updated' : 'evaluated again'
}

/** The new state of a composite alarm, null when it is unchanged. `changed` names the alarms that have just changed. */
export function evaluateComposite(
  { alarm, rule }: CompositeEvaluator,
  byName: ReadonlyMap<string, StoredAlarm>,
  changed: ReadonlySet<string>,
): Omit<NewState, 'atMs'> | null {
  const state = holds(rule.node, (name) => byName.get(name)?.state) ? 'ALARM' : 'OK'
  if (state === alarm.state) return null
  const children = rule.children.flatMap((name): (Child & { name: string })[] => {
    const child = byName.get(name)
    return child
      ? [{ name, arn: arnOfAlarm(name), state: child.state, atMs: child.transitionedMs }]
      : []
  })
  const changedChildren = children.filter(({ name }) => changed.has(name))
  const cause = causeOf(alarm, changedChildren)
  const triggering = (cause === 'children' ? changedChildren : children).map(
    ({ name, ...child }) => child,
  )
  return {
    state,
    reason: compositeReason(arnOfAlarm(alarm.name), state, cause, triggering),
    reasonData: JSON.stringify(compositeReasonData(triggering)),
    triggeringChildren: triggering,
  }
}

/** The time of a change between closes of minutes: now, but after the alarm's last change. */
export const changeMs = (alarm: StoredAlarm, nowMs: number): number =>
  Math.max(nowMs, alarm.updatedMs + 1)

/** Evaluates the composite alarms above those that have changed, and above these. */
export async function evaluateParents(
  context: EngineContext,
  session: Session,
  alarms: readonly StoredAlarm[],
  changed: ReadonlySet<string>,
  { nowMs, failed }: { nowMs: number; failed: Failed },
): Promise<void> {
  const byName = new Map(alarms.map((alarm) => [alarm.name, alarm]))
  const changedAlarms = new Set(changed)
  for (const composite of compositesOf(alarms, failed)) {
    if (!composite.rule.children.some((name) => changedAlarms.has(name))) continue
    const { alarm } = composite
    const now = evaluateComposite(composite, byName, changedAlarms)
    if (!now) continue
    await transition(context, session, alarm, { ...now, atMs: changeMs(alarm, nowMs) })
    changedAlarms.add(alarm.name)
  }
}
