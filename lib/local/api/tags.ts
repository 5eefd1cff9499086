import * as z from 'zod'
import { readAlarms } from '@/lib/local/alarms/alarm-store'
import { noteHistory } from '@/lib/local/alarms/history'
import { alarmTags, dashboardTags, type Tag, type TagStore } from '@/lib/local/alarms/tag-store'
import { nameInAlarmArn, nameInDashboardArn } from '@/lib/local/arn'
import { AwsError, notFound } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read, text } from '@/lib/local/input'
import type { Session } from '@/lib/local/store/duckdb'
import { alarmError } from './alarm-members'
import { hasDashboard } from './dashboards'
import { checkTags, maxTags, tagKeys, tagList } from './tag-list'

const arn = text(1, 1024)
const tag = z.object({ ResourceARN: arn, Tags: tagList })
const untag = z.object({ ResourceARN: arn, TagKeys: tagKeys })
const ofResource = z.object({ ResourceARN: arn })

interface Tagged {
  name: string
  tags: TagStore
}

/** What an ARN names. Throws ResourceNotFoundException; alarms and dashboards have tags here. */
async function taggedBy(session: Pick<Session, 'query'>, resource: string): Promise<Tagged> {
  const dashboard = nameInDashboardArn(resource)
  if (dashboard !== null && (await hasDashboard(session, dashboard)))
    return { name: dashboard, tags: dashboardTags }
  const alarm = nameInAlarmArn(resource)
  const { alarms } = await readAlarms(session)
  if (alarm !== null && alarms.some(({ name }) => name === alarm))
    return { name: alarm, tags: alarmTags }
  throw notFound(`There is no alarm or dashboard ${resource}.`)
}

/** CloudWatch writes no history of tags: here it says who acknowledged an alarm, and when. */
async function note(
  session: Session,
  { name, tags }: Tagged,
  { atMs, type, ...data }: { atMs: number; type: string; tags?: Tag[]; tagKeys?: string[] },
) {
  if (tags.kind !== 'alarm') return
  await noteHistory(session, {
    alarm: name,
    atMs,
    kind: 'ConfigurationUpdate',
    summary: `Tags of the alarm "${name}" changed`,
    data: { version: '1.0', type, ...data },
  })
}

export async function tagResource({ store, clock }: EngineContext, input: unknown) {
  const { ResourceARN, Tags } = read(tag, input, alarmError)
  checkTags(Tags)
  await store.transaction(async (session) => {
    const tagged = await taggedBy(session, ResourceARN)
    const { name, tags } = tagged
    await tags.add(session, name, Tags)
    if ((await tags.read(session, name)).length > maxTags)
      throw new AwsError('InvalidParameterValue', `A resource has at most ${maxTags} tags.`)
    await note(session, tagged, { atMs: clock(), type: 'Tag', tags: Tags })
  })
  return {}
}

export async function untagResource({ store, clock }: EngineContext, input: unknown) {
  const { ResourceARN, TagKeys } = read(untag, input, alarmError)
  await store.transaction(async (session) => {
    const tagged = await taggedBy(session, ResourceARN)
    await tagged.tags.remove(session, tagged.name, TagKeys)
    await note(session, tagged, { atMs: clock(), type: 'Untag', tagKeys: TagKeys })
  })
  return {}
}

export async function listTagsForResource({ store }: EngineContext, input: unknown) {
  const { ResourceARN } = read(ofResource, input, alarmError)
  const { name, tags } = await taggedBy(store, ResourceARN)
  return { Tags: await tags.read(store, name) }
}
