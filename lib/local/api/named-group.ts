import { groupName } from '@/lib/local/arn'
import { invalidParameter, noSuchGroup } from '@/lib/local/aws-error'
import { logGroupIdentifier, logGroupName } from '@/lib/local/input'
import type { Store } from '@/lib/local/store/store'

/** The members by which a request names one log group. */
export const nameOrIdentifier = {
  logGroupName: logGroupName.optional(),
  logGroupIdentifier: logGroupIdentifier.optional(),
}

/** The log group that a request names, by name or ARN. Throws when it names none or two, or one that does not exist. */
export function namedGroup(
  store: Store,
  { logGroupName, logGroupIdentifier }: { logGroupName?: string; logGroupIdentifier?: string },
): string {
  const named = logGroupName ?? logGroupIdentifier
  if (named === undefined || (logGroupName && logGroupIdentifier))
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier is needed.')
  const group = groupName(named)
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  return group
}
