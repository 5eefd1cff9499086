import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { accessIn } from '@/lib/access/testdata/access-in'
import { serve } from './http'

const open = (host: string, port: number) =>
  serve(async () => {}, {
    host,
    port,
    tls: null,
    access: accessIn().access,
    provider: null,
    dev: false,
    basePath: '',
  })

test('where nothing can listen, it says why and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  await expect(open('127.0.0.1', port)).rejects.toThrow(
    `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
  )
  other.close()
  await expect(open('203.0.113.9', 0)).rejects.toThrow(
    'HOST is "203.0.113.9", which is no address of this machine.',
  )
})
