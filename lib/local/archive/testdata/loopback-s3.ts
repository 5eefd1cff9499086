import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const escaped = (text: string) =>
  text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)

/** As much of S3 as the archive asks for, by paths, in memory. It refuses what the archive must not send. */
export async function loopbackS3(bucket: string) {
  const objects = new Map<string, Buffer>()
  const requests: string[] = []
  const state = { fault: null as { status: number; code: string } | null }
  function fail(response: ServerResponse, status: number, code: string) {
    response.writeHead(status, { 'content-type': 'application/xml' })
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`)
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const [, name, ...steps] = url.pathname.split('/').map(decodeURIComponent)
      const key = steps.join('/')
      requests.push(`${request.method} ${key}`)
      if (state.fault) return fail(response, state.fault.status, state.fault.code)
      if (name !== bucket) return fail(response, 404, 'NoSuchBucket')
      const body = Buffer.concat(parts)
      if (request.method === 'PUT') {
        const sum = createHash('sha256').update(body).digest('base64')
        if (request.headers['x-amz-checksum-sha256'] !== sum) return fail(response, 400, 'BadDigest')
        if (request.headers['if-none-match'] !== '*') return fail(response, 400, 'InvalidRequest')
        if (objects.has(key)) return fail(response, 412, 'PreconditionFailed')
        objects.set(key, body)
        return response.end()
      }
      if (key === '' && url.searchParams.has('versions')) return fail(response, 501, 'NotImplemented')
      if (key === '') {
        const prefix = url.searchParams.get('prefix') ?? ''
        const after = url.searchParams.get('continuation-token') ?? ''
        const found = [...objects.keys()].filter((one) => one.startsWith(prefix) && one > after).sort()
        const page = found.slice(0, 2)
        const more = found.length > page.length
        return response.end(
          `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : ''}${page.map((one) => `<Contents><Key>${escaped(one)}</Key><Size>${objects.get(one)?.length}</Size></Contents>`).join('')}</ListBucketResult>`,
        )
      }
      const content = objects.get(key)
      if (!content) return fail(response, 404, 'NoSuchKey')
      response.writeHead(200, { 'content-length': content.length })
      return response.end(request.method === 'HEAD' ? undefined : content)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests,
    state,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
