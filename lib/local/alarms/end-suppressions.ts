import type { EngineContext } from '@/lib/local/context'
import type { Session } from '@/lib/local/store/duckdb'
import type { StoredAlarm } from './alarm-store'
import {
  endSuppression,
  readSuppressions,
  suppressionAt,
  writeSuppression,
} from './suppression-store'
import { performActions } from './transition'

/** Performs the actions that a suppressor holds back no longer at a moment, epoch ms: of the state in which the alarm is then. */
export async function endSuppressions(
  context: Pick<EngineContext, 'queueNotifications'>,
  session: Session,
  alarms: readonly StoredAlarm[],
  atMs: number,
): Promise<void> {
  for (const before of (await readSuppressions(session)).values()) {
    const alarm = alarms.find(({ name }) => name === before.alarm)
    if (alarm?.kind !== 'CompositeAlarm') continue
    const now = await suppressionAt(session, before, alarm.definition, atMs)
    if (now) {
      if (now.by !== before.by || now.untilMs !== before.untilMs)
        await writeSuppression(session, now)
      continue
    }
    await endSuppression(session, alarm.name)
    await performActions(context, session, alarm, atMs)
  }
}
