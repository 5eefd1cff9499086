import * as z from 'zod'
import { arnOfGroup, groupName } from '@/lib/local/arn'
import {
  AwsError,
  alreadyExists,
  invalidParameter,
  noSuchGroup,
  noSuchStream,
} from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import {
  listOf,
  logGroupIdentifier,
  logGroupName,
  logStreamName,
  oneOf,
  read,
  text,
  whole,
} from '@/lib/local/input'
import { deleteMetricFiltersOf } from '@/lib/local/metrics/metric-filter-store'
import { protectedLogGroups, protectLogGroup, refuseProtected } from './deletion-protection'
import { addLogGroupTags, checkLogGroupTags, forgetLogGroupTags, tagMap } from './log-group-tags'
import { namedGroup, nameOrIdentifier } from './named-group'
import { page } from './paging'
import { forgetSubscriptionFilters } from './subscription-filters'

const logGroupClass = oneOf(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']).optional()
const create = z.object({
  logGroupName,
  logGroupClass,
  // Checked and not stored: the disk has its own encryption.
  kmsKeyId: text(0, 256).optional(),
  tags: tagMap.optional(),
  deletionProtectionEnabled: z.boolean().default(false),
})
const byName = z.object({ logGroupName })
const stream = z.object({ logGroupName, logStreamName })

export async function createLogGroup(context: EngineContext, input: unknown) {
  const { store, clock } = context
  const { logGroupName: name, tags, deletionProtectionEnabled } = read(create, input)
  if (name.startsWith('aws/'))
    throw invalidParameter("The name of a log group can't start with the string aws/.")
  if (tags) checkLogGroupTags(tags)
  if (store.hasLogGroup(name)) {
    throw alreadyExists('The specified log group already exists')
  }
  await store.createLogGroup(name, clock())
  if (tags) await addLogGroupTags(context, name, tags)
  if (deletionProtectionEnabled) await protectLogGroup(store, name)
  return {}
}

export async function createLogStream({ store, clock }: EngineContext, input: unknown) {
  const { logGroupName: group, logStreamName: name } = read(stream, input)
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  if (store.hasLogStream(group, name)) {
    throw alreadyExists('The specified log stream already exists')
  }
  await store.createLogStream(group, name, clock())
  return {}
}

function refuseFollowed({ followed }: EngineContext, group: string) {
  if (group !== followed) return
  throw new AwsError(
    'OperationAbortedException',
    'Files are being followed into this log group. Stop the program and remove its DATA_DIR instead.',
  )
}

export async function deleteLogGroup(context: EngineContext, input: unknown) {
  const { store } = context
  const group = namedGroup(store, read(byName, input))
  refuseFollowed(context, group)
  await refuseProtected(store, group)
  await store.deleteLogGroup(group, async (session) => {
    await deleteMetricFiltersOf(session, group)
    await forgetLogGroupTags(session, group)
    await forgetSubscriptionFilters(session, group)
  })
  return {}
}

export async function deleteLogStream(context: EngineContext, input: unknown) {
  const { store } = context
  const { logGroupName: group, logStreamName: name } = read(stream, input)
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  if (!store.hasLogStream(group, name)) throw noSuchStream()
  refuseFollowed(context, group)
  await refuseProtected(store, group)
  await store.deleteLogStream(group, name)
  return {}
}

const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
]
const retention = z.object({
  logGroupName,
  retentionInDays: whole(1).refine(
    (days) => retentionDays.includes(days),
    `Member must satisfy enum value set: [${retentionDays.join(', ')}]`,
  ),
})

/** Stores the retention period only: the archive deletes expired events. */
export async function putRetentionPolicy({ store }: EngineContext, input: unknown) {
  const { logGroupName: group, retentionInDays } = read(retention, input)
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  await store.setRetention(group, retentionInDays)
  return {}
}

export async function deleteRetentionPolicy({ store }: EngineContext, input: unknown) {
  const group = namedGroup(store, read(byName, input))
  await store.setRetention(group, null)
  return {}
}

/** There is one account here, whose number any other may stand for. */
const ofAccounts = {
  accountIdentifiers: listOf(
    text(12, 12).regex(/^\d{12}$/, 'Member must satisfy regular expression pattern: ^\\d{12}$'),
    0,
    20,
  ).optional(),
  includeLinkedAccounts: z.boolean().optional(),
}

const inGroupName = (times: '+' | '*') =>
  [
    new RegExp(`^[.\\-_/#A-Za-z0-9]${times}$`),
    `Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]${times}`,
  ] as const

const describeGroups = z.object({
  ...ofAccounts,
  logGroupNamePrefix: text(1, 512)
    .regex(...inGroupName('+'))
    .optional(),
  logGroupNamePattern: text(0, 512)
    .regex(...inGroupName('*'))
    .optional(),
  logGroupIdentifiers: listOf(logGroupIdentifier, 1, 50).optional(),
  logGroupClass,
  limit: whole(1, 50).default(50),
  nextToken: text(1, 10_000).optional(),
})

export async function describeLogGroups({ store }: EngineContext, input: unknown) {
  const request = read(describeGroups, input)
  const { logGroupNamePrefix, logGroupNamePattern, limit, nextToken } = request
  const names = request.logGroupIdentifiers?.map(groupName)
  if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    )
  }
  if (names && (logGroupNamePrefix ?? logGroupNamePattern ?? request.logGroupClass) !== undefined)
    throw invalidParameter('logGroupIdentifiers goes without a name prefix, a pattern or a class.')
  const groups = (await store.logGroups()).filter(
    ({ name }) =>
      (request.logGroupClass ?? 'STANDARD') === 'STANDARD' &&
      (names?.includes(name) ?? true) &&
      name.startsWith(logGroupNamePrefix ?? '') &&
      name.toLowerCase().includes((logGroupNamePattern ?? '').toLowerCase()),
  )
  const { items, nextToken: next } = page('groups', groups, limit, nextToken)
  const filters = await store.query('SELECT log_group, count(*) FROM metric_filters GROUP BY 1')
  const kept = await protectedLogGroups(store)
  const filterCounts = new Map(filters.rows.map(([name, count]) => [name, Number(count)]))
  return {
    logGroups: items.map(({ name, createdMs, storedBytes, retentionDays }) => ({
      logGroupName: name,
      creationTime: createdMs,
      retentionInDays: retentionDays ?? undefined,
      metricFilterCount: filterCounts.get(name) ?? 0,
      arn: `${arnOfGroup(name)}:*`,
      logGroupArn: arnOfGroup(name),
      storedBytes,
      logGroupClass: 'STANDARD',
      deletionProtectionEnabled: kept.has(name),
    })),
    nextToken: next,
  }
}

const listGroups = z.object({
  ...ofAccounts,
  logGroupNamePattern: text(3, 129)
    .regex(
      /^\^?[.\-_/#A-Za-z0-9]{3,24}(?:\|\^?[.\-_/#A-Za-z0-9]{3,24}){0,4}$/,
      'Member must satisfy regular expression pattern: (\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24})(\\|\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24}){0,4}',
    )
    .optional(),
  logGroupClass,
  logGroupTags: z.unknown().optional(),
  fieldIndexNames: z.unknown().optional(),
  dataSources: z.unknown().optional(),
  limit: whole(1, 1000).default(50),
  nextToken: text(1, 10_000).optional(),
})
const notFiltered = ['logGroupTags', 'fieldIndexNames', 'dataSources'] as const

/** Names only, of those that contain one of the words of a pattern, or begin with it: `^aws|shop`. */
export async function listLogGroups({ store }: EngineContext, input: unknown) {
  const request = read(listGroups, input)
  const { logGroupNamePattern, logGroupClass, limit, nextToken } = request
  const unmet = notFiltered.find((member) => request[member] !== undefined)
  if (unmet) throw invalidParameter(`This engine does not choose log groups by ${unmet}.`)
  const words = logGroupNamePattern?.split('|')
  const groups = (await store.logGroups()).filter(
    ({ name }) =>
      (logGroupClass ?? 'STANDARD') === 'STANDARD' &&
      (words?.some((word) =>
        word.startsWith('^') ? name.startsWith(word.slice(1)) : name.includes(word),
      ) ??
        true),
  )
  const { items, nextToken: next } = page('group names', groups, limit, nextToken)
  return {
    logGroups: items.map(({ name }) => ({
      logGroupName: name,
      logGroupArn: arnOfGroup(name),
      logGroupClass: 'STANDARD',
    })),
    nextToken: next,
  }
}

const describeStreams = z.object({
  ...nameOrIdentifier,
  logStreamNamePrefix: logStreamName.optional(),
  orderBy: oneOf(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
  descending: z.boolean().default(false),
  limit: whole(1, 50).default(50),
  nextToken: text(1, 10_000).optional(),
})

export async function describeLogStreams({ store }: EngineContext, input: unknown) {
  const request = read(describeStreams, input)
  const group = namedGroup(store, request)
  if (request.orderBy === 'LastEventTime' && request.logStreamNamePrefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
  }
  const streams = (await store.logStreams(group)).filter(({ name }) =>
    name.startsWith(request.logStreamNamePrefix ?? ''),
  )
  if (request.orderBy === 'LastEventTime')
    streams.sort((a, b) => (a.lastEventMs ?? 0) - (b.lastEventMs ?? 0))
  if (request.descending) streams.reverse()
  const { items, nextToken } = page('streams', streams, request.limit, request.nextToken)
  return {
    logStreams: items.map((stream) => ({
      logStreamName: stream.name,
      creationTime: stream.createdMs,
      firstEventTimestamp: stream.firstEventMs ?? undefined,
      lastEventTimestamp: stream.lastEventMs ?? undefined,
      lastIngestionTime: stream.lastIngestedMs ?? undefined,
      uploadSequenceToken: '1',
      arn: `${arnOfGroup(group)}:log-stream:${stream.name}`,
      storedBytes: 0,
    })),
    nextToken,
  }
}
