import * as z from 'zod'
import { readAlarms } from '@/lib/local/alarms/alarm-store'
import { noteHistory } from '@/lib/local/alarms/history'
import { addTags, readTags, removeTags } from '@/lib/local/alarms/tag-store'
import { nameInAlarmArn } from '@/lib/local/arn'
import { AwsError, notFound } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read, text } from '@/lib/local/input'
import type { Session } from '@/lib/local/store/duckdb'
import { alarmError } from './alarm-members'
import { checkTags, maxTags, tagKeys, tagList } from './tag-list'

const arn = text(1, 1024)
const tag = z.object({ ResourceARN: arn, Tags: tagList })
const untag = z.object({ ResourceARN: arn, TagKeys: tagKeys })
const ofResource = z.object({ ResourceARN: arn })

/** The name of the alarm that an ARN names. Throws ResourceNotFoundException; only alarms have tags here. */
async function alarmOf(session: Pick<Session, 'query'>, resource: string): Promise<string> {
  const name = nameInAlarmArn(resource)
  const { alarms } = await readAlarms(session)
  if (name === null || alarms.every((alarm) => alarm.name !== name))
    throw notFound(`There is no alarm ${resource}.`)
  return name
}

/** CloudWatch writes no history of tags: here it says who acknowledged an alarm, and when. */
const note = (session: Session, alarm: string, atMs: number, type: string, data: object) =>
  noteHistory(session, {
    alarm,
    atMs,
    kind: 'ConfigurationUpdate',
    summary: `Tags of the alarm "${alarm}" changed`,
    data: { version: '1.0', type, ...data },
  })

export async function tagResource({ store, clock }: EngineContext, input: unknown) {
  const { ResourceARN, Tags } = read(tag, input, alarmError)
  checkTags(Tags)
  await store.transaction(async (session) => {
    const alarm = await alarmOf(session, ResourceARN)
    await addTags(session, alarm, Tags)
    if ((await readTags(session, alarm)).length > maxTags)
      throw new AwsError('InvalidParameterValue', `An alarm has at most ${maxTags} tags.`)
    await note(session, alarm, clock(), 'Tag', { tags: Tags })
  })
  return {}
}

export async function untagResource({ store, clock }: EngineContext, input: unknown) {
  const { ResourceARN, TagKeys } = read(untag, input, alarmError)
  await store.transaction(async (session) => {
    const alarm = await alarmOf(session, ResourceARN)
    await removeTags(session, alarm, TagKeys)
    await note(session, alarm, clock(), 'Untag', { tagKeys: TagKeys })
  })
  return {}
}

export async function listTagsForResource({ store }: EngineContext, input: unknown) {
  const { ResourceARN } = read(ofResource, input, alarmError)
  return { Tags: await readTags(store, await alarmOf(store, ResourceARN)) }
}
