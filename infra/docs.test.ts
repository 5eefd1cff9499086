import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readEnv } from '@/lib/env'
import { agentWrites } from './access'
import { readSettings } from './settings'
import { made, resourcesOf } from './testdata/made'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const guide = read('docs/aws.md')

describe('the guide', () => {
  test('lists every setting of a deployment, and the default of each', () => {
    const listed = new Map(
      [...guide.matchAll(/^\| `(\w+)=\S*` +\| (\S+) +\|/gm)].map(([, name = '', value = '']) => [
        name,
        value === 'none' ? undefined : value.replaceAll('`', ''),
      ]),
    )
    const asked = new Set<string>()
    const defaults = readSettings((name) => {
      asked.add(name)
      return undefined
    })
    expect([...listed.keys()].sort()).toEqual([...asked].sort())
    expect(readSettings((name) => listed.get(name))).toEqual(defaults)
  })

  test('names every alarm on the way of the events', () => {
    const balancer = { loadBalancer: 'app/shop/50dc6c495c0c9188', balancerLog: 'true' }
    const { template } = made({}, balancer)
    const names = resourcesOf(template, 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => String(Properties.AlarmName))
      .filter((name) => /^(Log|Agent|Archive|Balancer)-/.test(name))
    expect(names).toHaveLength(7)
    for (const name of names) expect(guide).toContain(`| \`${name}\` `)
  })

  test('names everything that the agent may do', () => {
    for (const action of agentWrites.onGroups) expect(guide).toContain(`\`${action}\``)
    expect(guide).toContain('`logs:DescribeLogGroups`')
    expect(guide).toContain('`CafeWatch/Agent`')
  })

  test('names files that are there', () => {
    const files = new Set(guide.match(/\b(?:infra|packaging)\/[\w-]+(?:\/[\w-]+)*\.[\w.]*\w/g))
    files.delete('infra/out/amazon-cloudwatch-agent.json')
    expect(files.size).toBeGreaterThan(4)
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true)
  })
})

/** What systemd takes from an EnvironmentFile as simple as ours; `all`: also what stands behind a # as a setting. */
const settingsIn = (text: string, all: boolean) =>
  Object.fromEntries(
    [...text.matchAll(all ? /^(?:# )?([A-Z_]+)=(.*)$/gm : /^([A-Z_]+)=(.*)$/gm)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  )

describe('the dashboard as a service on AWS', () => {
  const text = read('packaging/environment.aws.example')
  // Nothing has been set up in the page.
  const nowhere = { DATA_DIR: join(tmpdir(), 'infra-nothing-saved') }

  test('asks CloudWatch in its Region, follows no file, and has no keys', () => {
    const { DATA_DIR, ...settings } = settingsIn(text, false)
    expect(settings).toEqual({ CLOUDWATCH: 'aws', AWS_REGION: 'eu-central-1' })
    expect(readEnv({ ...settings, ...nowhere })).toMatchObject({
      cloudwatch: 'aws',
      accessLog: [],
      isOpen: false,
    })
    expect(read('packaging/cafewatch.service')).toContain(`Environment=DATA_DIR=${DATA_DIR}\n`)
    expect(text).not.toMatch(/ACCESS_KEY|SECRET/)
  })

  test('what it may be given besides is understood', () => {
    const { SITE_FILE, DATA_DIR, PUBLIC_URL, ...settings } = settingsIn(text, true)
    expect([SITE_FILE, DATA_DIR, PUBLIC_URL].map(Boolean)).toEqual([true, true, true])
    expect(readEnv({ ...settings, ...nowhere })).toMatchObject({
      logGroup: 'apache/access',
      port: 3000,
      publishMetrics: true,
    })
  })
})

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

describe.skipIf(!hasSystemd)('systemd', () => {
  const verify = (files: Record<string, string>, unit: string) => {
    const dir = mkdtempSync(join(tmpdir(), 'infra-units-'))
    try {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(join(dir, name, '..'), { recursive: true })
        writeFileSync(join(dir, name), content)
      }
      const { status, stderr } = spawnSync(
        'systemd-analyze',
        ['verify', '--man=no', join(dir, unit)],
        { encoding: 'utf8' },
      )
      const ours = stderr.split('\n').filter((line) => line.includes(dir) || line.includes(unit))
      return { status, ours }
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  }

  test('takes the drop-in that opens the folder of Apache’s logs', () => {
    const unit = '[Service]\nExecStart=/bin/true\n'
    const dropIn = read('infra/agent/httpd-log-folder.conf')
    const files = (content: string) => ({
      'httpd.service': unit,
      'httpd.service.d/cafewatch.conf': content,
    })
    expect(verify(files(dropIn), 'httpd.service')).toEqual({ status: 0, ours: [] })
    // It reads the drop-in, or this would pass as well.
    expect(verify(files(dropIn.replaceAll('=+', '=+nowhere')), 'httpd.service').ours).not.toEqual(
      [],
    )
    expect(guide).toContain('/etc/systemd/system/httpd.service.d/cafewatch.conf')
    expect(dropIn).toContain('/etc/systemd/system/httpd.service.d/cafewatch.conf')
  })

  test('takes the unit of the dashboard with its settings on AWS', () => {
    const unit = read('packaging/cafewatch.service')
      .replace('/opt/cafewatch/bin/cafewatch start', '/bin/true')
      .replace('/etc/cafewatch/environment', join(root, 'packaging/environment.aws.example'))
    expect(verify({ 'cafewatch.service': unit }, 'cafewatch.service')).toEqual({
      status: 0,
      ours: [],
    })
    for (const file of ['packaging/environment.aws.example', 'packaging/cafewatch.service'])
      expect(guide).toContain(`/opt/cafewatch/${file}`)
  })
})
