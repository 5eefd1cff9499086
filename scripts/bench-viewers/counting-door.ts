import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A door in front of an AWS endpoint that counts the calls of each operation. */
export async function openCountingDoor(port: number) {
  let calls = new Map<string, number>()
  const server = createServer((asked, response) => {
    const target = asked.headers['x-amz-target']?.toString().split('.').at(-1) ?? ''
    calls.set(target, (calls.get(target) ?? 0) + 1)
    const { method, url: path } = asked
    const headers = { ...asked.headers, host: `127.0.0.1:${port}` }
    const passed = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    response.on('close', () => passed.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The calls since the last time. */
    take(): Map<string, number> {
      const taken = calls
      calls = new Map()
      return taken
    },
    close: () => server.close(),
  }
}
