import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { setAccess } from './access/access'
import { accessIn } from './access/testdata/access-in'
import { asking } from './asking'
import { guard } from './guard'

beforeEach(() => {
  setAccess(accessIn().access)
})

const handler = guard(async () => Response.json({ fine: true }))
const ask = (method: string, headers: Record<string, string>) =>
  handler(new Request('http://localhost:3000/api/alarms', { method, headers }), undefined)

describe('what is asked', () => {
  const asks = guard(async () => Response.json(asking()))
  test.each([
    ['by a page', { referer: 'http://localhost:3000/errors?range=3h' }, '/errors', false],
    ['by one of many', { referer: 'http://localhost:3000/incidents/7' }, '/incidents/*', false],
    ['by itself', { referer: 'http://localhost:3000/', 'x-cafewatch-automatic': 'yes' }, '/', true],
    ['by a page that there is not', { referer: 'http://localhost:3000/other' }, null, false],
    ['by no page', {}, null, false],
    ['by nonsense', { referer: 'nonsense' }, null, false],
  ])('%s', async (_, headers: Record<string, string>, page, isAutomatic) => {
    const request = new Request('http://localhost:3000/api/readings', {
      headers: { host: 'localhost:3000', ...headers },
    })
    const response = await asks(request, undefined)
    expect(await response.json()).toMatchObject({ page, isAutomatic, question: null })
  })
})

describe('who may ask', () => {
  test.each([
    ['GET', { host: 'localhost:3000' }, 200],
    ['GET', { host: '127.0.0.1:3000' }, 200],
    ['GET', { host: '[::1]:3000' }, 200],
    ['GET', { host: 'evil.example' }, 403],
    ['GET', { host: 'localhost.evil.example' }, 403],
    ['GET', { host: '127.0.0.1.nip.io' }, 403],
    ['GET', {}, 403],
    ['POST', { host: 'localhost:3000', 'content-type': 'application/json' }, 200],
    [
      'POST',
      {
        host: 'localhost:3000',
        'content-type': 'application/json',
        origin: 'http://localhost:3000',
      },
      200,
    ],
    [
      'POST',
      {
        host: 'localhost:3000',
        'content-type': 'application/json',
        origin: 'http://localhost:4000',
      },
      403,
    ],
    ['POST', { host: 'localhost:3000', 'content-type': 'application/json', origin: 'null' }, 403],
    [
      'POST',
      {
        host: 'localhost:3000',
        'content-type': 'application/json',
        'sec-fetch-site': 'cross-site',
      },
      403,
    ],
    ['POST', { host: 'localhost:3000', 'content-type': 'text/plain' }, 415],
    ['POST', { host: 'localhost:3000' }, 415],
    // There is nothing to delete, which only whoever may ask hears.
    ['DELETE', { host: 'localhost:3000' }, 404],
    ['DELETE', { host: 'localhost:3000', origin: 'http://localhost:4000' }, 403],
    ['DELETE', { host: 'localhost:3000', 'content-type': 'text/plain' }, 415],
    ['POST', { host: 'evil.example', 'content-type': 'application/json' }, 403],
  ] as [string, Record<string, string>, number][])('%s %o: %d', async (method, headers, status) => {
    const response = await ask(method, headers)
    expect(response.status).toBe(status)
    expect(response.headers.get('cache-control')).toBe('no-store')
    if (status !== 200) expect((await response.json()).error.message).toMatch(/\.$/)
  })
})

test.each([
  [undefined, 200],
  ['same-origin', 200],
  ['none', 200],
  ['same-site', 403],
  ['cross-site', 403],
])('what lasts is for our own pages, by GET too: sec-fetch-site %s: %d', async (site, status) => {
  const strict = guard(async () => Response.json({}))
  const headers = { host: 'localhost:3000', ...(site && { 'sec-fetch-site': site }) }
  const response = await strict(
    new Request('http://localhost:3000/api/alarms', { headers }),
    undefined,
  )
  expect(response.status).toBe(status)
})

test.each([
  ['a monitor', {}, 200],
  ['a link on another site', { mode: 'navigate', dest: 'document', site: 'cross-site' }, 200],
  ['a picture on another site', { mode: 'no-cors', dest: 'image', site: 'cross-site' }, 403],
  ['a frame on another site', { mode: 'navigate', dest: 'iframe', site: 'cross-site' }, 403],
])('what anyone may ask, and may cost: asked by %s %o: %d', async (_, asked, status) => {
  const health = guard(async () => Response.json({}))
  const headers = new Headers({ host: 'localhost:3000' })
  for (const [name, value] of Object.entries(asked)) headers.set(`sec-fetch-${name}`, value)
  const response = await health(
    new Request('http://localhost:3000/api/health', { headers }),
    undefined,
  )
  expect(response.status).toBe(status)
})

test('while a file of users cannot be read, nobody is let in, and the answer says why', async () => {
  const { access, dataDir } = accessIn()
  setAccess(access)
  mkdirSync(join(dataDir, 'access/users.json'), { recursive: true })
  const response = await ask('GET', { host: 'localhost:3000' })
  expect(response.status).toBe(503)
  expect((await response.json()).error.message).toMatch(
    /^Nobody can be let in now\. ".*users\.json" cannot be read: it is a folder, not a file\. Move it away\.$/,
  )
})

test.each<[string, (folder: string) => void, RegExp]>([
  [
    'is a folder',
    (folder) => mkdirSync(join(folder, 'audit.jsonl')),
    /audit\.jsonl" cannot be written: it is a folder, not a file\. Move it away\.$/,
  ],
  [
    'has no room on its disk',
    (folder) => symlinkSync('/dev/full', join(folder, 'audit.room')),
    /audit\.room" cannot be written: its disk is full\. Free some space there\.$/,
  ],
])(
  'while the audit log %s, nothing is changed, and the answer says why',
  async (_, damage, said) => {
    const { access, dataDir } = accessIn()
    setAccess(access)
    mkdirSync(join(dataDir, 'access'))
    damage(join(dataDir, 'access'))
    let changes = 0
    const changing = guard(async () => {
      changes += 1
      return Response.json({})
    })
    const headers = { host: 'localhost:3000', 'content-type': 'application/json' }
    const change = () =>
      changing(
        new Request('http://localhost:3000/api/alarms', { method: 'POST', headers }),
        undefined,
      )
    const response = await change()
    expect(response.status).toBe(503)
    const { message } = (await response.json()).error
    expect(message).toMatch(/^Nothing is changed, since it could not be written down\. /)
    expect(message).toMatch(said)
    expect(changes).toBe(0)
    // What only reads goes on.
    expect((await ask('GET', { host: 'localhost:3000' })).status).toBe(200)
    rmSync(join(dataDir, 'access'), { recursive: true })
    expect((await change()).status).toBe(200)
    expect(access.audit.newest(9)).toMatchObject([{ what: 'alarm created', done: true }])
  },
)

test('while the audit log cannot be read, whoever asks for it is told why', async () => {
  const { access, dataDir } = accessIn()
  setAccess(access)
  mkdirSync(join(dataDir, 'access/audit.jsonl'), { recursive: true })
  const read = guard(async () => Response.json(access.audit.newest(9)))
  const asked = new Request('http://localhost:3000/api/audit', { headers: { host: 'localhost' } })
  const response = await read(asked, undefined)
  expect(response.status).toBe(503)
  expect((await response.json()).error.message).toMatch(
    /audit\.jsonl" cannot be read: it is a folder, not a file\./,
  )
  expect(access.audit.problem()).toMatch(/audit\.jsonl" cannot be written: it is a folder/)
})
