import { Agent, type IncomingMessage, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test, vi } from 'vitest'
import { type EngineServer, serveEngine } from './http'

const agent = new Agent({ keepAlive: true })
let server: EngineServer
let socket: Socket | undefined
afterEach(() => {
  socket?.destroy()
  agent.destroy()
  server.closeAllConnections()
})

/** A door whose engine answers when the test says so. */
async function open(body: string | AsyncIterable<Uint8Array> = '{}') {
  const asked: (() => void)[] = []
  server = await serveEngine(
    () => new Promise((resolve) => asked.push(() => resolve({ status: 200, headers: {}, body }))),
    { host: '127.0.0.1', port: 0 },
  )
  const { port } = server.address() as AddressInfo
  const ask = () =>
    new Promise<IncomingMessage>((resolve, reject) =>
      request({ port, host: '127.0.0.1', method: 'POST', agent }, resolve)
        .once('error', reject)
        .end('{}'),
    )
  const arrived = (count: number) => vi.waitFor(() => expect(asked.length).toBe(count))
  return { port, ask, asked, arrived }
}

test('what has come is answered, on connections that end then; nothing more is taken', async () => {
  const { ask, asked, arrived } = await open()
  const waiting = [ask(), ask()]
  await arrived(2)
  let drained = false
  const draining = server.drain(60_000).then(() => {
    drained = true
  })
  await expect(ask()).rejects.toThrow('ECONNREFUSED')
  asked[0]?.()
  const first = await waiting[0]
  expect(first?.headers.connection).toBe('close')
  expect(first && (await text(first))).toBe('{}')
  expect(drained).toBe(false)
  asked[1]?.()
  await draining
  expect((await waiting[1])?.statusCode).toBe(200)
})

test('a stream is not waited for', async () => {
  async function* endless() {
    yield new Uint8Array([1])
    await new Promise(() => {})
  }
  const { ask, asked, arrived } = await open(endless())
  const waiting = ask()
  await arrived(1)
  asked[0]?.()
  await waiting
  await server.drain(60_000)
})

test('a request that comes to its end after the limit does not reach the engine', async () => {
  const { port, asked } = await open()
  const late = connect(port, '127.0.0.1')
  socket = late
  const ended = new Promise((resolve) => late.once('close', resolve))
  late.on('error', () => {})
  const seen = new Promise((resolve) => server.once('request', resolve))
  late.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{')
  await seen
  await server.drain(50)
  late.write('}')
  await ended
  expect(asked).toEqual([])
})
