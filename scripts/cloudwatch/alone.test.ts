import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageEngine } from './testdata/engine-process'

const elsewhere = mkdtempSync(join(tmpdir(), 'cloudwatch-alone-'))
let engines: Awaited<ReturnType<typeof packageEngine>>

beforeAll(async () => {
  engines = await packageEngine('cloudwatch-test', elsewhere)
})
afterAll(() => {
  engines.remove()
  rmSync(elsewhere, { recursive: true })
})

async function start(...args: string[]) {
  const { endpoint, stop } = await engines.start('--port', '0', ...args)
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  })
  return {
    query: async (action: string) => {
      const body = new URLSearchParams({ Action: action })
      return (await fetch(endpoint, { method: 'POST', body })).text()
    },
    create: () => client.send(new CreateLogGroupCommand({ logGroupName: 'mine' })),
    groups: async () => (await client.send(new DescribeLogGroupsCommand({}))).logGroups?.length,
    stop,
  }
}

test('alone it answers at the port it prints, and leaves nothing behind', async () => {
  const engine = await start()
  await engine.create()
  expect(await engine.groups()).toBe(1)
  expect(await engine.query('DescribeAlarms')).toContain('<MetricAlarms></MetricAlarms>')
  await engine.stop()
  expect(existsSync(join(elsewhere, 'data'))).toBe(false)
}, 60_000)

test('with a folder it stores, and --reset empties that', async () => {
  const stored = ['--data-dir', join(elsewhere, 'store')]
  const first = await start(...stored)
  await first.create()
  await first.stop()
  const second = await start(...stored)
  expect(await second.groups()).toBe(1)
  await second.stop()
  const third = await start(...stored, '--reset')
  expect(await third.groups()).toBe(0)
  await third.stop()
}, 60_000)
