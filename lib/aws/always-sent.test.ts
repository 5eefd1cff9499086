import { readFileSync } from 'node:fs'
import * as metrics from '@aws-sdk/client-cloudwatch'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import { glob } from 'tinyglobby'
import { beforeEach, describe, expect, test } from 'vitest'
import { readEnv } from '@/lib/env'
import { alwaysSent } from './always-sent'
import { clients } from './cloudwatch'
import { setRuntime } from './runtime'

/** The commands of CloudWatch and CloudWatch Logs that are sent by the dashboard's own clients. */
async function sent(): Promise<string[]> {
  const files = await glob(['{lib,app,scripts}/**/*.{ts,tsx}', '!**/*.test.ts', '!**/testdata/**'])
  const names = files
    .map((file) => readFileSync(file, 'utf8'))
    .filter((text) => text.includes('clients()'))
    .flatMap((text) => [...text.matchAll(/\bnew (\w+)Command\(/g)])
    .flatMap(([, name]) => name ?? [])
  return [...new Set(names)].sort()
}

test('the table has a row for each command that is sent, and no other', async () => {
  expect(Object.keys(alwaysSent).sort()).toEqual(await sent())
})

type Commands = Record<string, new (input: object) => never>
const commands = { ...logs, ...metrics } as unknown as Commands

describe('an answer', () => {
  let body: object
  beforeEach(() => {
    setRuntime({
      env: readEnv({}),
      answer: async () => ({ status: 200, headers: {}, body: JSON.stringify(body) }),
      localEngine: null,
      loading: null,
      simulated: false,
      locationOf: () => null,
      now: () => 0,
      flights: new Map(),
    })
  })
  const ask = async (operation: string) => {
    const command = new (commands[`${operation}Command`] as Commands[string])({})
    const client = `${operation}Command` in logs ? clients().logs : clients().metrics
    return (client as { send(command: unknown): Promise<object> }).send(command)
  }
  const withMembers = Object.entries(alwaysSent).filter(
    ([operation, members]) => members.length > 0 && operation !== 'StartLiveTail',
  )

  test.each(withMembers)('of %s without %j is none', async (operation, members) => {
    for (const missing of members) {
      body = Object.fromEntries(members.flatMap((name) => (name === missing ? [] : [[name, []]])))
      await expect(ask(operation)).rejects.toMatchObject({ failure: { kind: 'unusable-answer' } })
    }
  })

  test.each([
    ['DescribeAlarms', { MetricAlarms: [], CompositeAlarms: [] }],
    ['DescribeLogStreams', { logStreams: [] }],
    ['GetMetricData', { MetricDataResults: [] }],
    ['PutMetricFilter', {}],
  ])('of %s that is empty is one: %j', async (operation, empty) => {
    body = empty
    await expect(ask(operation)).resolves.toMatchObject(empty)
  })
})
