import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Answer } from './runtime'

/** One request and its answer, as they went over the wire, without headers. */
const recording = z.object({ target: z.string(), request: z.unknown(), response: z.unknown() })
export type Recording = z.infer<typeof recording>

/** When the recordings were made, and from what: the page shows that time as now. */
const about = z.object({ nowMs: z.number(), from: z.string() })

export const aboutFile = 'about.json'

/** The same request gives the same key whatever the order of its members and the id in its comment. */
export function keyOf(target: string, request: unknown): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value === 'string') return value.replace(/\n# cafewatch:[\w-]+$/, '')
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([name, member]) => [name, sorted(member)]),
    )
  }
  return `${target} ${JSON.stringify(sorted(request))}`
}

const textOf = (body: Uint8Array | string) =>
  typeof body === 'string' ? body : new TextDecoder().decode(body)

/** Answers the SDK from a folder of recordings. Throws when the folder is none. */
export async function recorded(folder: string): Promise<{ answer: Answer; nowMs: number }> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const { nowMs } = about.parse(JSON.parse(await readFile(join(folder, aboutFile), 'utf8')))
  const answers = new Map<string, string>()
  for (const name of files.filter((file) => file !== aboutFile)) {
    const parsed = z.array(recording).parse(JSON.parse(await readFile(join(folder, name), 'utf8')))
    for (const { target, request, response } of parsed) {
      answers.set(keyOf(target, request), JSON.stringify(response))
    }
  }
  const answer: Answer = async ({ target, body }) => {
    const found = answers.get(keyOf(target, JSON.parse(textOf(body) || '{}')))
    const headers = { 'content-type': 'application/x-amz-json-1.1' }
    if (found !== undefined) return { status: 200, headers, body: found }
    const missing = {
      __type: 'ResourceNotFoundException',
      message: `This request to ${target.split('.')[1] ?? 'CloudWatch'} is not among the recordings.`,
    }
    return { status: 400, headers, body: JSON.stringify(missing) }
  }
  return { answer, nowMs }
}
