import * as z from 'zod'
import { AwsError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { logGroupIdentifier, read } from '@/lib/local/input'
import type { Store } from '@/lib/local/store/store'
import { namedGroup } from './named-group'

export const deletionProtectionTables = `
  CREATE TABLE IF NOT EXISTS protected_log_groups (log_group VARCHAR PRIMARY KEY);`

const put = z.object({ logGroupIdentifier, deletionProtectionEnabled: z.boolean() })

export const protectLogGroup = (store: Store, group: string): Promise<void> =>
  store.run('INSERT OR IGNORE INTO protected_log_groups VALUES ($1)', [group])

export async function putLogGroupDeletionProtection({ store }: EngineContext, input: unknown) {
  const { logGroupIdentifier, deletionProtectionEnabled } = read(put, input)
  const group = namedGroup(store, { logGroupIdentifier })
  if (deletionProtectionEnabled) await protectLogGroup(store, group)
  else await store.run('DELETE FROM protected_log_groups WHERE log_group = $1', [group])
  return {}
}

export async function protectedLogGroups(store: Store): Promise<Set<string>> {
  const { rows } = await store.query('SELECT log_group FROM protected_log_groups')
  return new Set(rows.map(([group]) => String(group)))
}

/** Throws where neither a log group nor what is in it can be deleted. */
export async function refuseProtected(store: Store, group: string): Promise<void> {
  if ((await protectedLogGroups(store)).has(group))
    throw new AwsError(
      'ValidationException',
      `The log group ${group} has deletion protection enabled. Disable it first.`,
    )
}
