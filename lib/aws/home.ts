import type { ArchiveReading } from '@/lib/archive'
import type { TargetsReading } from '@/lib/target'
import { failureOf } from './failures'
import { held } from './held'

/** Those who are told of alarms, and how telling them goes. Never rejects. */
export async function readTargets(): Promise<TargetsReading> {
  const { home } = held()
  if (!home) return { ok: true, by: 'cloudwatch' }
  try {
    return { ok: true, by: 'engine', targets: await home.targets() }
  } catch (error) {
    return { ok: false, failure: failureOf(error, 'sns:Publish') }
  }
}

/** How far this engine's archive is. */
export async function readArchive(): Promise<ArchiveReading> {
  return { ok: true, archive: null }
}
