import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parseSite } from '@/lib/site'
import { signature } from './webhook'

const docs = await readFile(new URL('../../../docs/messages.md', import.meta.url), 'utf8')
const block = (language: string) =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(docs)?.[1]

test('the site file of docs/messages.md can be used as it stands', () => {
  const { monitoring } = parseSite(block('json') ?? '', {
    SMTP_PASSWORD: 'password',
    SLACK_WEBHOOK: 'https://hooks.slack.com/services/T/B/x',
    PAGER_PATH: 'path',
    PAGER_SECRET: 'a-secret-of-32-characters-length',
  })
  expect(monitoring.recipients.map(({ kind }) => kind)).toEqual([
    'email',
    'slack',
    'webhook',
    'sns',
  ])
})

test('what docs/messages.md checks a signature with accepts ours, and nothing else', async () => {
  const code = `data:text/javascript,${encodeURIComponent(block('js') ?? '')}`
  const { isFromCafeWatch } = (await import(/* @vite-ignore */ code)) as {
    isFromCafeWatch: (header: string | undefined, body: string, secret: string) => boolean
  }
  const nowMs = Date.now()
  const signed = signature('secret', nowMs, '{"a":1}')
  expect(isFromCafeWatch(signed, '{"a":1}', 'secret')).toBe(true)
  expect(isFromCafeWatch(signed, '{"a":2}', 'secret')).toBe(false)
  expect(isFromCafeWatch(signed, '{"a":1}', 'other')).toBe(false)
  expect(isFromCafeWatch(signature('secret', nowMs - 600_000, '{}'), '{}', 'secret')).toBe(false)
  for (const header of [undefined, '', 'v1=00', `${signed},v1=00`])
    expect(isFromCafeWatch(header, '{"a":1}', 'secret')).toBe(false)
})
