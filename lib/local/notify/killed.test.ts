import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { openStore } from '@/lib/local/store/store'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

test('killed between sending and writing that down: one repeat, with the same id', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'notify-killed-'))
  closing.push(() => rm(dir, { recursive: true }))
  const path = join(dir, 'store.duckdb')
  const ids: string[] = []
  let running: ChildProcess | undefined
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      ids.push(String(request.headers['x-cafewatch-message-id']))
      // The first is accepted, but the sender is killed before it knows.
      if (ids.length === 1) running?.kill('SIGKILL')
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const start = (...more: string[]) => {
    const script = fileURLToPath(new URL('./testdata/killed.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', script, path, url, ...more], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    closing.push(() => child.kill('SIGKILL'))
    running = child
    return child
  }

  await once(start('change'), 'exit')
  expect(ids).toHaveLength(1)
  const second = start()
  await vi.waitFor(() => expect(ids).toHaveLength(2), { timeout: 20_000 })
  second.send('end')
  await once(second, 'exit')
  expect(new Set(ids).size).toBe(1)

  const store = await openStore({ path })
  closing.push(store.close)
  const { rows } = await store.query('SELECT status, attempts FROM outbox')
  expect(rows).toEqual([['delivered', 1]])
}, 60_000)
