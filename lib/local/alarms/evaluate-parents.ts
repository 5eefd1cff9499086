import type { EngineContext } from '@/lib/local/context'
import type { Session } from '@/lib/local/store/duckdb'
import type { StoredAlarm } from './alarm-store'
import { compositesOf, evaluateComposite } from './evaluate-composite'
import type { Failed } from './metric-evaluators'
import { transition } from './transition'

/** When a change outside of a minute's close happens: now, and never before the alarm's last one. */
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
  const turned = new Set(changed)
  for (const composite of compositesOf(alarms, failed)) {
    if (!composite.rule.children.some((name) => turned.has(name))) continue
    const { alarm } = composite
    const now = evaluateComposite(composite, byName, turned)
    if (!now) continue
    await transition(context, session, alarm, { ...now, atMs: changeMs(alarm, nowMs) })
    turned.add(alarm.name)
  }
}
