import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import {
  accessOf,
  agentWrites,
  dashboardHolds,
  dashboardPublishes,
  dashboardReads,
  dashboardSaves,
} from './access'
import { newApp } from './new-app'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['lib/aws', 'lib/blind-spots', 'lib/alarm-changes'].map((name) => `${root}${name}`)
const services = { 'client-cloudwatch-logs': 'logs', 'client-cloudwatch': 'cloudwatch' } as const

// Alarms and filters are created in the embedded engine; on AWS the page gives commands to run.
const onlyInTheEngine = [
  'cloudwatch:DeleteAlarms',
  'cloudwatch:PutMetricAlarm',
  'logs:DeleteMetricFilter',
  'logs:PutMetricFilter',
]

/** The actions of the commands that the dashboard imports from the SDK. */
function actionsSent(): string[] {
  const found = new Set<string>()
  const paths = folders.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  for (const path of paths.filter((path) => /\/[\w-]+\.ts$/.test(path))) {
    const source = readFileSync(path, 'utf8')
    for (const [, names = '', name = ''] of source.matchAll(
      /import \{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g,
    )) {
      const service = Object.entries(services).find(([known]) => known === name)?.[1]
      for (const [, command] of names.matchAll(/(?<!type )\b(\w+)Command\b/g))
        found.add(`${service}:${command}`)
    }
  }
  return [...found].sort()
}
const all = ({ onGroups, anywhere }: typeof dashboardReads) => [...onGroups, ...anywhere]

const everything = [dashboardReads, dashboardSaves, dashboardHolds, dashboardPublishes]

describe('what the dashboard may do', () => {
  test('is what it needs, and nothing more', () => {
    const granted = everything.flatMap(all)
    expect([...granted, ...onlyInTheEngine].sort()).toEqual(actionsSent())
  })

  test('is what the docs list', () => {
    const docs = readFileSync(`${root}docs/aws.md`, 'utf8')
    const [section = ''] = docs.split('## What the dashboard may do').slice(1)
    const [table = ''] = section.split('\n## ')
    const listed = [...table.matchAll(/`((?:logs|cloudwatch):[A-Z]\w+)`/g)].map(([, one]) => one)
    const granted = everything.flatMap(all)
    expect(listed.sort()).toEqual(granted.sort())
  })

  test('the first policy only reads', () => {
    // StartQuery and StopQuery begin and end a reading.
    for (const action of all(dashboardReads))
      expect(action).toMatch(
        /^(logs|cloudwatch):(Get|List|Describe|FilterLogEvents|StartQuery|StopQuery|StartLiveTail)/,
      )
  })
})

describe('the policies in the template', () => {
  const template = (saveQueries: boolean, publishMetrics = false, holdAlarms = false) => {
    const stack = new Stack(newApp({ checked: false }), 'Access')
    const names = { access: 'apache/access', error: 'apache/error' }
    accessOf(stack, names, { saveQueries, holdAlarms, publishMetrics })
    return Template.fromStack(stack)
  }
  const policies = (of: Template) =>
    Object.values(of.findResources('AWS::IAM::ManagedPolicy')).map(
      ({ Properties }) =>
        Properties.PolicyDocument.Statement as {
          Action: string[]
          Resource: unknown
          Effect: string
        }[],
    )

  test('saving queries is off by default', () => {
    expect(policies(template(false))).toHaveLength(2)
    expect(JSON.stringify(template(false).toJSON())).not.toContain('logs:PutQueryDefinition')
    expect(policies(template(true))).toHaveLength(3)
  })

  test('muting and acknowledging alarms is off by default', () => {
    expect(JSON.stringify(template(false).toJSON())).not.toContain('PutAlarmMuteRule')
    expect(policies(template(false, false, true))[1]).toMatchObject([
      { Action: dashboardHolds.anywhere, Resource: '*' },
    ])
  })

  test('publishing metrics is off by default, and only in the namespace of CafeWatch', () => {
    expect(JSON.stringify(template(false).toJSON())).not.toContain('"CafeWatch"')
    expect(policies(template(false, true))[1]).toMatchObject([
      {
        Action: 'cloudwatch:PutMetricData',
        Condition: { StringEquals: { 'cloudwatch:namespace': 'CafeWatch' } },
      },
    ])
  })

  test('name their log groups wherever IAM knows log groups', () => {
    const [reads = [], writes = []] = policies(template(false))
    expect(reads.map(({ Action }) => Action)).toEqual([
      dashboardReads.onGroups,
      dashboardReads.anywhere,
    ])
    expect(writes).toMatchObject([
      { Action: agentWrites.onGroups },
      { Action: 'logs:DescribeLogGroups', Resource: '*' },
      {
        Action: 'cloudwatch:PutMetricData',
        Condition: { StringEquals: { 'cloudwatch:namespace': 'CafeWatch/Agent' } },
      },
    ])
    expect(writes.flatMap(({ Action }) => Action).sort()).toEqual(all(agentWrites).sort())
    const groups = JSON.stringify(reads[0]?.Resource)
    expect(groups).toContain(':log-group:apache/access')
    expect(groups).not.toContain('apache/error')
    expect(JSON.stringify(writes[0]?.Resource)).toContain(':log-group:apache/error:*')
    const bound = [...dashboardReads.onGroups, ...agentWrites.onGroups]
    for (const { Action, Resource } of [...reads, ...writes])
      if (Resource === '*') for (const one of [Action].flat()) expect(bound).not.toContain(one)
  })

  test('only an EC2 instance can take the role', () => {
    const roles = Object.values(template(true).findResources('AWS::IAM::Role'))
    expect(roles).toHaveLength(1)
    expect(roles[0]?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      expect.objectContaining({ Principal: { Service: 'ec2.amazonaws.com' } }),
    ])
    expect(roles[0]?.Properties.ManagedPolicyArns).toHaveLength(3)
  })
})
