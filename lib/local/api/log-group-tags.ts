import * as z from 'zod'
import { groupInArn } from '@/lib/local/arn'
import { AwsError, invalidParameter, noSuchGroup } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { listOf, logGroupName, read, text } from '@/lib/local/input'
import { numberOf, type Session } from '@/lib/local/store/duckdb'
import { isReservedTag, maxTags, reservedTagRule } from './tag-list'

export const logGroupTagTables = `
  CREATE TABLE IF NOT EXISTS log_group_tags (log_group VARCHAR, key VARCHAR, value VARCHAR);`

const tooManyRule = `A log group has at most ${maxTags} tags.`
const inTags = (times: '+' | '*') =>
  [
    new RegExp(`^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]${times}$`, 'u'),
    `Member must satisfy regular expression pattern: ([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]${times})`,
  ] as const
const tagKey = text(1, 128).regex(...inTags('+'))
const keys = listOf(tagKey, 0, maxTags)
const countOf = (tags: object) => Object.keys(tags).length
export const tagMap = z
  .record(tagKey, text(0, 256).regex(...inTags('*')))
  .refine((tags) => countOf(tags) > 0, 'Member must have length greater than or equal to 1')
  .refine(
    (tags) => countOf(tags) <= maxTags,
    `Member must have length less than or equal to ${maxTags}`,
  )

/** Throws for what the rules of single members do not say of a log group's tags. */
export function checkLogGroupTags(tags: Record<string, string>): void {
  const reserved = Object.keys(tags).find(isReservedTag)
  if (reserved !== undefined)
    throw invalidParameter(`The tag key ${reserved} is invalid: ${reservedTagRule}.`)
}
const resourceArn = text(1, 1011).regex(
  /^[\w+=/:,.@-]*$/,
  'Member must satisfy regular expression pattern: [\\w+=/:,.@-]*',
)

const ofName = z.object({ logGroupName })
const tagName = z.object({ logGroupName, tags: tagMap })
const untagName = z.object({ logGroupName, tags: listOf(tagKey, 1, maxTags) })
const ofArn = z.object({ resourceArn })
const tagArn = z.object({ resourceArn, tags: tagMap })
const untagArn = z.object({ resourceArn, tagKeys: keys })

function checked({ store }: EngineContext, group: string): string {
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  return group
}

/** The log group of an ARN: other resources have no tags here. */
function groupOf(context: EngineContext, arn: string): string {
  const group = groupInArn(arn)
  if (group === null) throw invalidParameter(`${arn} is not the ARN of a log group.`)
  return checked(context, group)
}

async function removeTags({ run }: Session, group: string, names: readonly string[]) {
  for (const key of names)
    await run('DELETE FROM log_group_tags WHERE log_group = $1 AND key = $2', [group, key])
}

/** Adds tags to a log group; one of the same key is replaced. */
export const addLogGroupTags = (
  { store }: EngineContext,
  group: string,
  tags: Record<string, string>,
  tooMany = invalidParameter,
) =>
  store.transaction(async (session) => {
    await removeTags(session, group, Object.keys(tags))
    for (const [key, value] of Object.entries(tags))
      await session.run('INSERT INTO log_group_tags VALUES ($1, $2, $3)', [group, key, value])
    const sql = 'SELECT count(*) FROM log_group_tags WHERE log_group = $1'
    if (numberOf(await session.query(sql, [group])) > maxTags) throw tooMany(tooManyRule)
  })

export const forgetLogGroupTags = ({ run }: Session, group: string): Promise<void> =>
  run('DELETE FROM log_group_tags WHERE log_group = $1', [group])

async function tagsOf({ store }: EngineContext, group: string) {
  const { rows } = await store.query(
    'SELECT key, value FROM log_group_tags WHERE log_group = $1 ORDER BY key',
    [group],
  )
  return { tags: Object.fromEntries(rows.map(([key, value]) => [String(key), String(value)])) }
}

export async function tagResource(context: EngineContext, input: unknown) {
  const { resourceArn, tags } = read(tagArn, input)
  checkLogGroupTags(tags)
  const group = groupOf(context, resourceArn)
  await addLogGroupTags(
    context,
    group,
    tags,
    (message) => new AwsError('TooManyTagsException', message),
  )
  return {}
}

export async function untagResource(context: EngineContext, input: unknown) {
  const { resourceArn, tagKeys } = read(untagArn, input)
  const group = groupOf(context, resourceArn)
  await context.store.transaction((session) => removeTags(session, group, tagKeys))
  return {}
}

export const listTagsForResource = async (context: EngineContext, input: unknown) =>
  tagsOf(context, groupOf(context, read(ofArn, input).resourceArn))

export async function tagLogGroup(context: EngineContext, input: unknown) {
  const request = read(tagName, input)
  checkLogGroupTags(request.tags)
  await addLogGroupTags(context, checked(context, request.logGroupName), request.tags)
  return {}
}

export async function untagLogGroup(context: EngineContext, input: unknown) {
  const request = read(untagName, input)
  const group = checked(context, request.logGroupName)
  await context.store.transaction((session) => removeTags(session, group, request.tags))
  return {}
}

export const listTagsLogGroup = async (context: EngineContext, input: unknown) =>
  tagsOf(context, checked(context, read(ofName, input).logGroupName))
