import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

test.each([
  [{}, '/api/health/live'],
  [{ BASE_PATH: '/watch' }, '/watch/api/health/live'],
  [{ PUBLIC_URL: 'https://watch.example' }, '/api/health/live'],
  [{ PUBLIC_URL: 'https://shop.example/watch/' }, '/watch/api/health/live'],
])('whether the server is alive is asked where it answers: %j', async (settings, path) => {
  const asked: (string | undefined)[] = []
  let status = 200
  const server = createServer(({ url }, response) => {
    asked.push(url)
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
  })
  await once(server, 'listening')
  const env = {
    PATH: `${join(process.execPath, '..')}:/usr/bin:/bin`,
    PORT: String((server.address() as AddressInfo).port),
    ...settings,
  } as unknown as NodeJS.ProcessEnv
  const codeOf = async () =>
    (await once(spawn(join('packaging', 'is-alive.sh'), { env }), 'exit'))[0]
  expect(await codeOf()).toBe(0)
  expect(asked).toEqual([path])
  status = 500
  expect(await codeOf()).toBe(1)
})
