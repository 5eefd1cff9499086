import { spawn, spawnSync } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'

/** Why moto, an S3 server that nobody here wrote, cannot be used; null when it can. It is in no package of Debian 12. */
export function motoMissing(): string | null {
  const { status } = spawnSync('python3', ['-c', 'import flask, moto.server'], { stdio: 'ignore' })
  return status === 0 ? null : 'needs Python’s moto[server], which is not installed here (pip install "moto[server]")'
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function startMoto() {
  const port = await freePort()
  const child = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  })
  const endpoint = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries += 1) {
    if (await fetch(`${endpoint}/moto-api/data.json`).then((answer) => answer.ok, () => false)) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return { endpoint, close: () => child.kill() }
}
