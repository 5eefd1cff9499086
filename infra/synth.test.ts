import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultMonitoring } from '@/lib/site'

const dir = mkdtempSync(join(tmpdir(), 'infra-synth-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

interface Ended {
  stdout: string
  stderr: string
  code?: number
}
/** Runs the synthesis as `npm run infra:synth` does, with no network, account or credentials to find. */
function synth(file: object, ...args: string[]): Promise<Ended> {
  const site = join(dir, `${Object.keys(file).join('-')}.json`)
  writeFileSync(site, JSON.stringify(file))
  const all = ['--import', 'tsx', 'infra/synth.ts', '--out', join(dir, 'out'), ...args]
  const env = {
    PATH: '/nowhere',
    SITE_FILE: site,
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NODE_ENV: 'test' as const,
  }
  return promisify(execFile)(process.execPath, all, { env }).catch((error) => error)
}

let ended: Ended
beforeAll(async () => {
  ended = await synth(
    {
      metricFilters: [
        { name: 'Slow', pattern: '[..., time > 1]', value: '$time' },
        { name: 'ByMethod', pattern: '{ $.status = "5*" }', dimensions: { Method: '$.method' } },
      ],
      alarms: [
        { name: 'Both', rule: 'ALARM("500-Errors") AND ALARM("Rate")' },
        { name: 'Tail', metric: 'Slow', statistic: 'p95', threshold: 3, dimensions: { A: 'b' } },
        {
          name: 'Rate',
          metrics: [
            { id: 'bad', metric: '500-Errors' },
            { id: 'rate', expression: 'bad * 2', label: 'twice' },
          ],
          threshold: 2,
        },
      ],
      recipients: [
        {
          name: 'owners',
          kind: 'email',
          to: ['olga@example.com'],
          smtp: 'smtp://mail.example.com',
        },
        { name: 'chat', kind: 'slack', url: 'https://hooks.example.com/x' },
      ],
      archive: { bucket: 'cafe-audit', prefix: 'web/' },
    },
    '--context',
    'saveQueries=true',
    '-c',
    'archiveDays=3650',
    '-c',
    'archiveLock=compliance',
    '-c',
    'kmsKey=new',
    '-c',
    'webServer=nginx',
    '-c',
    'loadBalancer=app/shop/50dc6c495c0c9188',
    '-c',
    'balancerLog=true',
  )
}, 120_000)

test('everything that can be declared makes a template that CloudFormation’s schemas accept', () => {
  expect(ended.code).toBeUndefined()
  expect(ended.stderr).not.toMatch(/WARNING|ERROR|violat/i)
  const report = JSON.parse(readFileSync(join(dir, 'out/cdk/validation-report.json'), 'utf8'))
  expect(report.pluginReports).toEqual([])
})

test('it reports what it made, and what it cannot carry over', () => {
  // Besides those that come with CafeWatch: Tail and Rate, and seven on the way of the events.
  const alarms = String(defaultMonitoring.alarms.length + 2 + 7).padStart(4)
  expect(ended.stdout).toContain(`${alarms}  AWS::CloudWatch::Alarm`)
  expect(ended.stdout).toContain('   1  AWS::CloudWatch::CompositeAlarm')
  expect(ended.stdout).toContain(
    'The recipient chat is left out: SNS cannot deliver to a slack recipient.',
  )
  expect(ended.stdout).toContain('Nobody can delete what goes into the archive for 3650 days')
  expect(ended.stdout).not.toContain('No one is notified')
  const agent = JSON.parse(readFileSync(join(dir, 'out/amazon-cloudwatch-agent.json'), 'utf8'))
  expect(agent.logs.logs_collected.files.collect_list).toMatchObject([
    { file_path: '/var/log/nginx/cafewatch_access.log' },
    { file_path: '/var/log/nginx/error.log' },
  ])
})

test('a wrong pattern stops it with CloudWatch’s error and its position, and prints nothing else', async () => {
  const { stderr, stdout, code } = await synth({
    metricFilters: [{ name: 'Mine', pattern: '{ $.status = }' }],
  })
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toBe(
    'metricFilters.Mine.pattern: InvalidParameterException: Invalid metric filter pattern: a value is missing at the end at position 14\n',
  )
})
