import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import { NormalizedSchema } from '@smithy/core/schema'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newContext } from '@/lib/local/context'
import { openStore, type Store } from '@/lib/local/store/store'
import { services, streaming } from './operations'
import { cloudwatchTarget } from './wire'

/** A value of a shape with all members that AWS knows: notes which there are, and which are looked at. */
function watched(
  shape: NormalizedSchema,
  at: string,
  { there, seen }: { there: Set<string>; seen: Set<string> },
): unknown {
  const inside = (of: NormalizedSchema, path = at) => watched(of, path, { there, seen })
  if (shape.isListSchema()) return [inside(shape.getValueSchema())]
  if (shape.isMapSchema()) return { key: inside(shape.getValueSchema()) }
  if (shape.isNumericSchema() || shape.isTimestampSchema()) return 1
  if (shape.isBooleanSchema()) return true
  if (!shape.isStructSchema()) return 'text'
  const path = (name: string) => (at === '' ? name : `${at}.${name}`)
  const members = [...shape.structIterator()].map(([name, member]) => {
    there.add(path(name))
    return [name, inside(member, path(name))]
  })
  return new Proxy(Object.fromEntries(members), {
    get(target, name) {
      seen.add(path(String(name)))
      return Reflect.get(target, name)
    },
  })
}

/** Those that an operation refuses whatever they say, or that refuses as a whole. */
const refusedByName = new Map<string, readonly string[]>([
  ['ListLogGroups', ['logGroupTags.', 'dataSources.']],
  ['CreateExportTask', ['']],
  ['PutMetricAlarm', ['EvaluationCriteria.', 'EvaluationWindow.', 'WarmUpConfiguration.']],
])
/** PutMetricAlarm refuses the first that it does not know, and looks at the others no more. */
const refusedFirst = [
  'ThresholdMetricId',
  'EvaluationCriteria',
  'EvaluationInterval',
  'EvaluationWindow',
  'WarmUpConfiguration',
]

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

type Operation = (context: unknown, input: unknown, more: unknown) => Promise<unknown>

test.each([
  ['Logs_20140328', logs],
  [cloudwatchTarget, cloudwatch],
] as const)('no operation of %s leaves a member of its request unread', async (service, sdk) => {
  const context = newContext({ store, clock: () => 0, log: () => {} })
  const streams = Object.entries(streaming).flatMap(([target, operation]) =>
    target.startsWith(`${service}.`) ? [[target.slice(service.length + 1), operation]] : [],
  )
  const operations = Object.entries({ ...services[service], ...Object.fromEntries(streams) })
  const unread: string[] = []
  for (const [name, operation] of operations) {
    const schema = Reflect.get(sdk, `${name}$`) as Parameters<typeof NormalizedSchema.of>[0][]
    const shape = NormalizedSchema.of(schema[4] as Parameters<typeof NormalizedSchema.of>[0])
    const [there, seen] = [new Set<string>(), new Set<string>()]
    const input = watched(shape, '', { there, seen }) as Record<string, unknown>
    const run = (one: unknown) =>
      (operation as Operation)(context, one, AbortSignal.abort()).catch(() => {})
    await run(input)
    if (name === 'PutMetricAlarm')
      for (const member of refusedFirst) {
        Reflect.deleteProperty(input, member)
        await run(input)
      }
    const refused = refusedByName.get(name) ?? []
    for (const member of there)
      if (!seen.has(member) && !refused.some((start) => member.startsWith(start)))
        unread.push(`${name} ${member}`)
  }
  expect(operations.length).toBeGreaterThan(20)
  expect(unread).toEqual([])
})
