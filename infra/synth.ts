import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Env, readEnv } from '@/lib/env'
import { logGroups } from '@/lib/monitoring'
import { agentConfiguration } from './agent'
import { newApp } from './new-app'
import { readSettings, type Settings, WrongContext } from './settings'
import { monitoringStack, stackName } from './stack'

const defaultOut = fileURLToPath(new URL('out', import.meta.url))

function readArgs(args: string[]): { out: string; context: Record<string, string> } {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string', default: defaultOut },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
    },
  })
  const context = values.context.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw new WrongContext(`--context "${text}" must be name=value`)
    return [text.slice(0, at), text.slice(at + 1)]
  })
  return { out: values.out, context: Object.fromEntries(context) }
}

// Larger templates go to CloudFormation through a bucket.
const maxBytes = 51_200

/** What to know before deploying it. */
function warnings(
  { monitoring }: Env,
  { emails, archiveLock, archiveDays }: Settings,
  bytes: number,
): string[] {
  const { recipients, archive } = monitoring
  const others = recipients.filter(({ kind }) => kind === 'slack' || kind === 'webhook')
  const none =
    emails.length === 0 && !recipients.some(({ kind }) => kind === 'email' || kind === 'sns')
  return [
    ...(bytes > maxBytes
      ? [
          `More than ${maxBytes} bytes: run "npx cdk bootstrap" in infra/ once before it is deployed.`,
        ]
      : []),
    ...(archiveLock === 'compliance' && archive !== false
      ? [
          `Nobody can delete what goes into the archive for ${archiveDays} days, not even AWS: docs/archive.md says what that means for addresses.`,
        ]
      : []),
    ...(none ? ['No one is notified of alarms yet: add --context email=you@example.com.'] : []),
    ...others.map(
      ({ name, kind }) =>
        `The recipient ${name} is left out: SNS cannot deliver to a ${kind} recipient.`,
    ),
  ]
}

function countTypes(template: { Resources: Record<string, { Type: string }> }): string[] {
  const counts = new Map<string, number>()
  for (const { Type } of Object.values(template.Resources))
    counts.set(Type, (counts.get(Type) ?? 0) + 1)
  return [...counts].sort().map(([type, count]) => `${String(count).padStart(4)}  ${type}`)
}

function main(): void {
  const env = readEnv()
  const { out, context } = readArgs(process.argv.slice(2))
  const app = newApp({
    outdir: join(out, 'cdk'),
    context,
  })
  const settings = readSettings((name) => app.node.tryGetContext(name))
  monitoringStack(app, env, settings)
  const { templateFullPath } = app.synth().getStackByName(stackName)
  const text = readFileSync(templateFullPath, 'utf8')
  mkdirSync(out, { recursive: true })
  const bytes = Buffer.byteLength(text)
  const agent = join(out, 'amazon-cloudwatch-agent.json')
  const groups = { access: env.logGroup, error: logGroups.error }
  writeFileSync(
    agent,
    `${JSON.stringify(agentConfiguration(groups, env.monitoring, settings), null, 2)}\n`,
  )
  const here = (path: string) => relative(process.cwd(), path)
  console.log(
    [
      `${here(templateFullPath)}: ${bytes} bytes, ${stackName} with`,
      ...countTypes(JSON.parse(text)),
      `${here(agent)}: the CloudWatch Agent's configuration`,
      ...warnings(env, settings, bytes),
    ].join('\n'),
  )
}

try {
  main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
