import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readEnv } from '@/lib/env'
import { compile } from '@/lib/local/insights/compile'
import type { Store } from '@/lib/local/store/store'
import { catalog } from '@/lib/queries/catalog'
import { windowOf } from '@/lib/window'
import { restoreEntries } from './restore'
import {
  event,
  group,
  hour,
  type OpenArchive,
  openArchive,
  put,
  startMs,
  threeHours,
} from './testdata/open-archive'
import { entriesOf } from './verify'

let here: OpenArchive
let there: OpenArchive
beforeEach(async () => {
  here = await openArchive()
  there = await openArchive()
  await threeHours(here.store)
  await put(
    here.store,
    [
      event(startMs + hour, 'line\none, \u0000 and "two"', {
        'Ünïcode name': 'é',
        status: '500',
        Status: 'other case',
        '@id': '7',
        '': 'no name',
      }),
    ],
    { stream: 'web/2' },
  )
  await here.archive.pass()
  await put(here.store, [event(startMs, 'too late for part 0', null)])
  await here.archive.pass()
})
afterEach(async () => {
  await here.close()
  await there.close()
})

const all = { fromMs: startMs, toMs: startMs + 3 * hour }
const restore = async (period = all) =>
  restoreEntries(there.store, here.to, await entriesOf(here.to, period), {
    nowMs: 0,
    log: () => {},
  })

/** What every query of the pages answers. */
async function answers(store: Store) {
  const view = {
    range: { fromMs: startMs, toMs: startMs + 3 * hour },
    request: '/cafe',
    country: 'DE',
  }
  const window = windowOf(view.range, startMs + 3 * hour)
  const { site } = readEnv({})
  const found: Record<string, unknown> = {}
  for (const [name, query] of Object.entries(catalog)) {
    const { sql, parameters, columns } = compile(
      query.text({ view, window, site }).fragment,
      store.source([group]),
      {
        startMs: window.fromMs,
        endMs: window.toMs,
        nowMs: startMs + 4 * hour,
      },
    )
    const { rows } = await store.query(sql, parameters)
    // A pointer holds the id of an event, which is another one in another store.
    const compared = columns.flatMap(({ kind }, index) => (kind === 'pointer' ? [] : index))
    found[name] = rows.map((row) => compared.map((index) => row[index]))
  }
  return found
}

/** Every event with all its fields, whatever its id. */
async function events(store: Store) {
  const { from, fields, field } = store.source([group])
  const names = [...fields].sort()
  const { rows } = await store.query(
    `SELECT ts, ingested, stream, message, size, ${names.map((name) => field(name)).join(', ')} FROM ${from} ORDER BY ALL`,
  )
  return { names, rows }
}

describe('restore', () => {
  test('gives the same events, and every query of the pages the same answer', async () => {
    expect(await restore()).toEqual({ events: 182, objects: 4, skipped: 0 })
    expect(await events(there.store)).toEqual(await events(here.store))
    expect(await answers(there.store)).toEqual(await answers(here.store))
  })

  test('loads each object once, and hours that were left out later', async () => {
    expect(await restore({ fromMs: startMs, toMs: startMs + 1 })).toMatchObject({ events: 61 })
    expect(await restore()).toEqual({ events: 121, objects: 2, skipped: 2 })
    expect(await restore()).toEqual({ events: 0, objects: 0, skipped: 4 })
    expect(await events(there.store)).toEqual(await events(here.store))
  })

  test('does not mix with events that came from elsewhere', async () => {
    await put(there.store, [event(startMs + 1, 'own')])
    await expect(restore()).rejects.toThrow(
      /1 events of apache\/access from 2026-11-20T10:00Z that came from elsewhere/,
    )
  })

  test('loads nothing of an object that was changed', async () => {
    const [entry] = await entriesOf(here.to, all)
    const file = join(here.root, 'archive', entry?.objects[1]?.key ?? '')
    chmodSync(file, 0o644)
    writeFileSync(file, 'PAR1 is what it begins with')
    await expect(restore()).rejects.toThrow(/is not what was written: nothing of it is loaded/)
    expect(
      (await there.store.query(`SELECT count(*) FROM ${there.store.source([group]).from}`)).rows,
    ).toEqual([[0]])
  })
})
