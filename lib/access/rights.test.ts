import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rightOf, rights } from './rights'
import { mayAct, roles } from './roles'

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** `app/api/alarms/[name]/route.ts` → `/api/alarms/*`. */
const routeOf = (path: string) =>
  path
    .replace(/^app/, '')
    .replace(/\/(route|page)\.tsx?$/, '')
    .replace(/\[[^\]]+\]/g, '*') || '/'

const inApp = filesOf('app').flatMap((path) => {
  const route = routeOf(path)
  if (/\/page\.tsx$/.test(path)) return [`GET ${route}`]
  if (!/\/route\.ts$/.test(path)) return []
  return [...readFileSync(path, 'utf8').matchAll(/^export const ([A-Z]+) = guard/gm)].map(
    ([, method]) => `${method} ${route}`,
  )
})
const inPublic = readdirSync('public').map((name) => `GET /${name}`)
// Forms that the server answers before the pages do.
const forms = ['POST /sign-in', 'POST /sign-out']
const nextOwn = ['GET /_next/static/**']

test('the table has every route and method that is answered, and no other', () => {
  const inTable = Object.entries(rights).flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method} ${route}`),
  )
  expect(inTable.toSorted()).toEqual([...inApp, ...inPublic, ...forms, ...nextOwn].toSorted())
})

test('every handler of the API is guarded', () => {
  for (const path of filesOf('app').filter((name) => name.endsWith('route.ts'))) {
    const exported = [...readFileSync(path, 'utf8').matchAll(/^export .*$/gm)].map(([line]) => line)
    for (const line of exported) expect(line, path).toMatch(/^export const [A-Z]+ = guard[(<]/)
  }
})

test('whatever changes something is written down, and no reading is', () => {
  for (const [route, methods] of Object.entries(rights))
    for (const [method, { role, changes }] of Object.entries(methods)) {
      if (method === 'PUT' || method === 'DELETE') expect(changes, route).toBeDefined()
      if (method === 'GET') expect(changes, route).toBeUndefined()
      if (changes !== undefined) expect(mayAct('viewer', role as 'viewer'), route).toBe(false)
    }
})

describe('a request finds its right', () => {
  test.each([
    ['GET', '/', 'viewer'],
    ['HEAD', '/', 'viewer'],
    ['GET', '/errors/', 'viewer'],
    ['GET', '/incidents/2026-11-20T10:00', 'viewer'],
    ['PUT', '/api/alarms/a%2Fb/mute', 'operator'],
    ['DELETE', '/api/alarms/Orders-Stopped', 'operator'],
    ['PUT', '/api/site', 'admin'],
    ['GET', '/sign-in', 'anyone'],
    ['GET', '/_next/static/chunks/a.js', 'anyone'],
    ['GET', '/_next/static', null],
    ['GET', '/_next/image', null],
    ['GET', '/api/alarms//mute', null],
    ['GET', '/api/alarms/a/b/c', null],
    ['GET', '//', null],
    ['GET', '/API/site', null],
    ['PATCH', '/api/site', null],
    ['POST', '/', null],
    ['constructor', '/', null],
    ['GET', '/constructor', null],
    ['GET', '/alarms/*/../', null],
  ])('%s %s: %s', (method, path, role) => {
    expect(rightOf(method, path)?.role ?? null).toBe(role)
  })
})

test.each(
  roles.flatMap((role, mine) =>
    roles.map((needed, least) => [role, needed, mine >= least] as const),
  ),
)('%s may do what needs %s: %s', (role, needed, may) => expect(mayAct(role, needed)).toBe(may))
