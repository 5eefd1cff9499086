import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageAlone } from './package-alone'

// Inside this folder, where the package finds its dependencies.
const folder = resolve('dist/cloudwatch-test')
const elsewhere = mkdtempSync(join(tmpdir(), 'cloudwatch-alone-'))
const running: ChildProcess[] = []

beforeAll(() => packageAlone(folder), 60_000)
afterAll(() => {
  for (const child of running) child.kill()
  rmSync(folder, { recursive: true })
  rmSync(elsewhere, { recursive: true })
})

async function start(...args: string[]) {
  const child = spawn(process.execPath, [join(folder, 'cloudwatch.js'), '--port', '0', ...args], {
    cwd: elsewhere,
    env: { NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  let printed = ''
  for await (const part of child.stdout ?? []) {
    printed += String(part)
    if (printed.includes('\n')) break
  }
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  })
  return {
    query: async (action: string) => {
      const body = new URLSearchParams({ Action: action })
      return (await fetch(endpoint ?? '', { method: 'POST', body })).text()
    },
    create: () => client.send(new CreateLogGroupCommand({ logGroupName: 'mine' })),
    groups: async () => (await client.send(new DescribeLogGroupsCommand({}))).logGroups?.length,
    stop: () =>
      new Promise<void>((ended) => {
        child.once('exit', () => ended())
        child.kill()
      }),
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
