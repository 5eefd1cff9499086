import * as z from 'zod'
import { fitsIntoQueries } from './shop/group'
import { pathProblem, queryProblem, statusProblem } from './shop/match-problems'
import { hoursProblem, type OpeningHours, zoneProblem } from './shop/opening-hours'
import { type OrderId, orderIdProblem } from './shop/order-id'
import { presetNames, presets } from './shop/presets'
import type { Step } from './shop/steps'
import { wrongMember } from './site-problems'

/** A text for which `problemOf` knows no problem. */
const text = (problemOf: (value: string) => string | null) =>
  z.string().superRefine((value, context) => {
    const message = problemOf(value)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })

const status = z.union([z.string(), z.number()], { error: 'must be a status such as 302, or 2xx' })
const statuses = z.union([status, z.array(status).min(1).max(20)]).superRefine((value, context) => {
  const message = [value]
    .flat()
    .map(statusProblem)
    .find((problem) => problem !== null)
  if (message) context.addIssue({ code: 'custom', message })
})

const parameters = z.record(z.string(), z.string()).superRefine((query, context) => {
  for (const [name, value] of Object.entries(query)) {
    const message = queryProblem(name, value)
    if (message !== null) context.addIssue({ code: 'custom', message })
  }
})

const match = z
  .strictObject({
    path: text(pathProblem).optional(),
    method: z
      .string()
      .regex(/^[A-Z]+$/, 'must be a method such as POST')
      .optional(),
    query: parameters.optional(),
    status: statuses.optional(),
  })
  .refine(({ path, method, query }) => path ?? method ?? Object.keys(query ?? {})[0], {
    message: 'must say the path, the method or the query',
  })

const step = z.strictObject({
  name: z.string().trim().min(1).max(40),
  match: z.array(match).min(1).max(50),
})

const ranges = z.array(text(hoursProblem)).max(10).optional()
const openingHours = z
  .strictObject({
    zone: text(zoneProblem),
    mon: ranges,
    tue: ranges,
    wed: ranges,
    thu: ranges,
    fri: ranges,
    sat: ranges,
    sun: ranges,
  })
  .refine(({ zone: _, ...days }) => Object.values(days).some((day) => day && day.length > 0), {
    message: 'must say when the shop is open: "mon": ["08:00-22:00"]',
  })

const orderId = z
  .union([z.string(), z.array(z.string()).min(1).max(10)], {
    error: 'must be an address such as /checkout/order-received/{id}, or a list of these',
  })
  .superRefine((value, context) => {
    const message = [value]
      .flat()
      .map(orderIdProblem)
      .find((problem) => problem !== null)
    if (message) context.addIssue({ code: 'custom', message })
  })

const agents = z
  .array(
    z
      .string()
      .min(1)
      .max(1_000)
      .refine((entry) => entry !== '=', { message: 'names no agent' }),
  )
  .max(1_000)
  .default([])

/** What a site file says about the way to an order. */
export const way = {
  preset: z.enum(presetNames, `must be one of ${presetNames.join(', ')}`).optional(),
  steps: z.array(step).max(10).optional(),
  orderId: orderId.optional(),
  openingHours: openingHours.optional(),
  ignore: z
    .strictObject({
      networks: z.array(z.string()).max(1_000).default([]),
      agents,
    })
    .default({ networks: [], agents: [] }),
  people: z.strictObject({ agents }).default({ agents: [] }),
}

/** The way to an order on a site. */
export interface Way {
  /** From the landing page to the order, which is the last; empty when nobody has said what an order is. */
  steps: readonly Step[]
  /** Where the number of an order stands. */
  orderId?: OrderId | undefined
  /** When orders can come; at any time when absent. */
  openingHours?: OpeningHours | undefined
  /** Clients that are no customers: networks such as `10.0.0.0/8`, and user agents: parts of them or, behind `=`, whole ones. */
  ignore: { networks: readonly string[]; agents: readonly string[] }
  /** User agents, in the same way, that are people's, whatever they call themselves or do. */
  people: { agents: readonly string[] }
}

const read = z.object(way)

/** Throws an Error whose message names the member that is wrong. */
export function wayOf({ preset, steps, ...others }: z.infer<typeof read>): Way {
  if (preset !== undefined && steps !== undefined)
    throw wrongMember('preset', 'does not go with steps: write one of them')
  const names = (steps ?? []).map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw wrongMember('steps', `two are called "${twice}"`)
  if (!fitsIntoQueries(steps ?? []))
    throw wrongMember(
      'steps',
      'a query of CloudWatch has 10,000 characters, and these need more: leave matches out, or put paths together with *',
    )
  const used = presets[preset ?? 'cafe']
  if (steps !== undefined) return { ...others, steps }
  return { ...others, steps: used.steps, orderId: others.orderId ?? used.orderId }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const oldMembers = ['landing', 'menu', 'order'] as const

/** The paths that an old member names, alone or in a list. */
function pathsIn(member: unknown, byDefault: string): string[] {
  const named = [member].flat().filter((path) => typeof path === 'string' && path !== '')
  return named.length > 0 ? named.map(String) : [byDefault]
}

/** Refuses the members from before there were steps. Throws an Error that spells them out as steps. */
export function refuseOldMembers(file: unknown): void {
  if (!isObject(file)) return
  const used = oldMembers.filter((name) => name in file)
  if (used.length === 0) return
  const order = isObject(file.order) ? file.order : { request: file.order }
  const method = typeof order.method === 'string' ? order.method : 'POST'
  const written = [
    { name: 'landing', match: pathsIn(file.landing, '/cafe').map((path) => ({ path })) },
    { name: 'menu', match: pathsIn(file.menu, '/cafe/menu.php').map((path) => ({ path })) },
    {
      name: 'order',
      match: pathsIn(order.request, '/cafe/processOrder.php').map((path) => ({ method, path })),
    },
  ]
  const lines = written.map((one) => `  ${JSON.stringify(one)}`).join(',\n')
  throw new Error(
    `${used.join(', ')}: the way to an order is written as steps now. Instead of ${used.map((name) => `"${name}"`).join(', ')} write\n"steps": [\n${lines}\n]`,
  )
}
