import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const script = fileURLToPath(new URL('./test-message.ts', import.meta.url))
const certificate = fileURLToPath(
  new URL('../lib/local/notify/testdata/localhost.pem', import.meta.url),
)

/** Runs the command as a person does: over HTTPS, with a certificate that NODE_EXTRA_CA_CERTS makes trusted. */
async function setUp() {
  const pem = await readFile(certificate)
  const got: string[] = []
  const server = createServer({ key: pem, cert: pem }, (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      got.push(`${request.url} ${Buffer.concat(parts)}`)
      response.writeHead(request.url?.startsWith('/well') ? 200 : 500).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dir = await mkdtemp(join(tmpdir(), 'message-test-'))
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
    () => rm(dir, { recursive: true }),
  )
  const { port } = server.address() as AddressInfo
  const mails: { secure: boolean; text: string }[] = []
  const mail = new SMTPServer({
    disabledCommands: ['AUTH'],
    logger: false,
    key: pem,
    cert: pem,
    onData(stream, { secure }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part) => parts.push(part))
      stream.on('end', () => {
        mails.push({ secure, text: Buffer.concat(parts).toString() })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>((resolve) => mail.close(resolve)))
  const smtp = `localhost:${(mail.server.address() as AddressInfo).port}`
  const email = {
    name: 'mail',
    kind: 'email',
    to: ['me@cafe.example'],
    smtp: `smtp://${smtp}?requireTLS=true`,
  }
  const hook = (name: string, path: string) => ({
    name,
    kind: 'webhook',
    url: `https://localhost:${port}/${path}/\${HOOK_PATH}`,
    private: true,
  })
  const site = join(dir, 'site.json')
  await writeFile(
    site,
    JSON.stringify({
      name: 'Bar Uno',
      recipients: [hook('ops', 'well'), hook('owner', 'ill'), email],
    }),
  )
  const run = (args: string[], more: Record<string, string> = {}) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      execFile(
        process.execPath,
        ['--import', 'tsx', script, ...args],
        {
          env: {
            NODE_ENV: 'test',
            PATH: '/usr/bin:/bin',
            SITE_FILE: site,
            HOOK_PATH: 'secret-path',
            NODE_EXTRA_CA_CERTS: certificate,
            ...more,
          },
        },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr }),
      )
    })
  return { run, got, port, mails, smtp }
}

test('one recipient, all of them, an unknown one, and none declared', async () => {
  const { run, got, port, mails, smtp } = await setUp()
  const address = `localhost:${port}`
  const [one, all, unknown, none] = await Promise.all([
    run(['ops']),
    run([]),
    run(['missing']),
    run([], { SITE_FILE: '' }),
  ])
  expect(one).toEqual({ code: 0, out: `ops (webhook, ${address}): delivered.\n` })
  expect(all.code).toBe(1)
  expect(all.out.trim().split('\n').sort()).toEqual([
    `mail (email, me@cafe.example through ${smtp}): delivered.`,
    `ops (webhook, ${address}): delivered.`,
    `owner (webhook, ${address}): ${address} answered with a server error (500). Check that server.`,
  ])
  expect(unknown).toEqual({
    code: 1,
    out: 'There is no recipient named "missing". Declared: ops, owner, mail.\n',
  })
  expect(none.code).toBe(1)
  expect(none.out).toMatch(/declares no recipients/)
  expect(`${one.out}${all.out}`).not.toContain('secret-path')
  expect(got).toHaveLength(3)
  expect(got[0]).toMatch(/^\/(well|ill)\/secret-path \{.*Shop: Bar Uno/)
  expect(mails).toEqual([
    { secure: true, text: expect.stringContaining('Subject: Test message to mail') },
  ])
}, 60_000)
