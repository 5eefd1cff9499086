import * as z from 'zod'
import { dashboardTags } from '@/lib/local/alarms/tag-store'
import { arnOfDashboard } from '@/lib/local/arn'
import { AwsError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { listOf, read, text } from '@/lib/local/input'
import { jsonIn } from '@/lib/local/json'
import type { Session } from '@/lib/local/store/duckdb'
import { alarmError } from './alarm-members'
import { invalidNextTokenValue, page } from './paging'
import { checkTags, tagList } from './tag-list'

export const dashboardTables = `
  CREATE TABLE IF NOT EXISTS dashboards (name VARCHAR PRIMARY KEY, body VARCHAR, modified BIGINT);
  ${dashboardTags.tables}`

const dashboardName = text(1, 255).regex(
  /^[A-Za-z0-9\-_]+$/,
  'Member must satisfy regular expression pattern: [A-Za-z0-9\\-_]+',
)
const put = z.object({
  DashboardName: dashboardName,
  DashboardBody: text(0, 1 << 20),
  Tags: tagList.default([]),
})
const named = z.object({ DashboardName: dashboardName })
const deleted = z.object({ DashboardNames: listOf(dashboardName, 0, 100) })
const list = z.object({
  DashboardNamePrefix: text(0, 255).optional(),
  NextToken: z.string().optional(),
})
const dashboardsAtOnce = 1_000

const missing = (names: string[]) =>
  new AwsError('ResourceNotFound', `Dashboard ${names.join(', ')} does not exist`, 404)

const body = z.object({ widgets: z.array(z.object({ type: z.string() })) })

export async function hasDashboard({ query }: Pick<Session, 'query'>, name: string) {
  const { rows } = await query('SELECT name FROM dashboards WHERE name = $1', [name])
  return rows.length > 0
}

/** Stores a dashboard as it is; nothing here draws it. */
export async function putDashboard({ store, clock }: EngineContext, input: unknown) {
  const { DashboardName, DashboardBody, Tags } = read(put, input, alarmError)
  checkTags(Tags)
  if (!body.safeParse(jsonIn(DashboardBody)).success)
    throw new AwsError(
      'InvalidParameterInput',
      'The field DashboardBody must be a JSON object with an array "widgets", each with a "type".',
    )
  await store.transaction(async (session) => {
    // As on CloudWatch, only a new dashboard gets them.
    if (!(await hasDashboard(session, DashboardName)))
      await dashboardTags.add(session, DashboardName, Tags)
    await session.run('INSERT OR REPLACE INTO dashboards VALUES ($1, $2, $3)', [
      DashboardName,
      DashboardBody,
      clock(),
    ])
  })
  return { DashboardValidationMessages: [] }
}

export async function getDashboard({ store }: EngineContext, input: unknown) {
  const { DashboardName } = read(named, input, alarmError)
  const { rows } = await store.query('SELECT body FROM dashboards WHERE name = $1', [DashboardName])
  if (!rows[0]) throw missing([DashboardName])
  return {
    DashboardArn: arnOfDashboard(DashboardName),
    DashboardBody: String(rows[0][0]),
    DashboardName,
  }
}

export async function listDashboards({ store }: EngineContext, input: unknown) {
  const { DashboardNamePrefix = '', NextToken } = read(list, input, alarmError)
  const { rows } = await store.query(
    'SELECT name, strlen(body), modified FROM dashboards WHERE starts_with(name, $1) ORDER BY name',
    [DashboardNamePrefix],
  )
  const { items, nextToken } = page(
    'dashboards',
    rows,
    dashboardsAtOnce,
    NextToken,
    invalidNextTokenValue,
  )
  return {
    DashboardEntries: items.map(([name, bytes, modified]) => ({
      DashboardName: String(name),
      DashboardArn: arnOfDashboard(String(name)),
      LastModified: Number(modified) / 1000,
      Size: Number(bytes),
    })),
    NextToken: nextToken,
  }
}

/** Deletes all of the dashboards or none. */
export async function deleteDashboards({ store }: EngineContext, input: unknown) {
  const names = [...new Set(read(deleted, input, alarmError).DashboardNames)]
  await store.transaction(async ({ query, run }) => {
    const known = new Set((await query('SELECT name FROM dashboards')).rows.map(([name]) => name))
    const unknown = names.filter((name) => !known.has(name))
    if (unknown.length > 0) throw missing(unknown)
    for (const name of names) {
      await run('DELETE FROM dashboards WHERE name = $1', [name])
      await dashboardTags.forget({ query, run }, name)
    }
  })
  return {}
}
