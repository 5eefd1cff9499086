import { expect, test } from 'vitest'
import { defaultSite, parseSite } from '@/lib/site'
import { problemsOf } from '@/lib/site-problems'
import { type Draft, firstDraft, membersOf } from './draft'
import { problemsAt, problemsIn, wrongRecipient } from './page-words'

const draft: Draft = { ...firstDraft(defaultSite, [], false), choice: 'another' }
const steps = [{ name: 'order', match: [{ path: '/order' }] }]

/** What is said when a draft is saved. */
function saying(change: Partial<Draft>) {
  const changed = { ...draft, steps, ...change }
  const members = Object.entries(membersOf(changed)).filter(([, value]) => value !== null)
  try {
    parseSite(JSON.stringify(Object.fromEntries(members)))
    return []
  } catch (error) {
    return problemsIn({ message: String(error), problems: problemsOf(error) }, changed)
  }
}

test.each<[what: string, change: Partial<Draft>, at: string[], sentence: RegExp]>([
  [
    'http to a webhook',
    { recipients: [{ name: 'webhook-2', kind: 'webhook', url: 'http://10.0.0.7/hook' }] },
    ['recipients', '0', 'url'],
    /^Webhook “webhook-2”: write an address that begins with https:.*“In our own network”\.$/,
  ],
  [
    'no address of an e-mail',
    { recipients: [{ name: 'email', kind: 'email', to: [''], smtp: 'smtp://a.example:25' }] },
    ['recipients', '0', 'to'],
    /^E-mail “email”: write e-mail addresses such as/,
  ],
  [
    'no mail server',
    { recipients: [{ name: 'email', kind: 'email', to: ['a@b.example'], smtp: '' }] },
    ['recipients', '0', 'smtp'],
    /^E-mail “email”: write the mail server as smtp:/,
  ],
  [
    'hours that are none',
    { openingHours: { zone: 'UTC', mon: ['8-22'] } },
    ['openingHours', 'mon'],
    /^Monday: instead of “8-22” write from and to, such as 08:00-22:00/,
  ],
  [
    'a zone that is none',
    { openingHours: { zone: 'Mars', mon: ['08:00-22:00'] } },
    ['openingHours', 'zone'],
    /^“Mars” is no time zone: write one such as Europe\/Berlin\.$/,
  ],
  [
    'no hours at all',
    { openingHours: { zone: 'UTC' } },
    ['openingHours'],
    /^Write the hours of one day at least.*“At any time”\.$/,
  ],
  [
    'a step without a name',
    { steps: [{ name: '', match: [{ path: '/a' }] }, ...steps] },
    ['steps', '0'],
    /^Step 1 needs a name\.$/,
  ],
  ['two steps of one name', { steps: [...steps, ...steps] }, ['steps'], /^Two are called "order"$/],
  [
    'a network that is none',
    { networks: ['300.1'] },
    ['ignore', 'networks'],
    /^"300\.1" is neither an address nor a network/,
  ],
])('%s', (_, change, at, sentence) => {
  const [problem] = problemsAt(saying(change), ...at)
  expect(problem?.text).toMatch(sentence)
  expect(problem?.text).not.toMatch(/"(?:private|mon)"|[a-z]\.\d/)
})

const webhook = { name: 'webhook', kind: 'webhook', url: 'http://10.0.0.7/hook' }
test.each([
  [
    'url',
    'recipient.url must be https',
    /^Webhook “webhook”: write an address that .*own network”\.$/,
  ],
  ['name', 'recipient.name must be short', /^Webhook “webhook”: recipient\.name must be short$/],
])('a test message that is refused for its %s', (field, message, sentence) => {
  expect(wrongRecipient(webhook, field, message)).toMatch(sentence)
})

test('several are all said, and each field once', () => {
  const recipients = [{ name: 'webhook', kind: 'webhook', url: '' }]
  expect(
    saying({ recipients, openingHours: { zone: 'Mars', mon: ['8'] } }).map(({ path }) =>
      path.join('.'),
    ),
  ).toEqual(['openingHours.zone', 'openingHours.mon.0', 'recipients.0.url'])
})

test('what names no member is said as it is, colons and all', () => {
  expect(
    problemsIn({ message: 'The CafeWatch server cannot be reached.', problems: [] }, draft),
  ).toEqual([{ path: [''], text: 'The CafeWatch server cannot be reached.' }])
  expect(problemsIn({ message: 'steps: none; a: b', problems: [] }, draft)).toEqual([
    { path: [''], text: 'Steps: none; a: b' },
  ])
  const [hours] = problemsIn(
    {
      message: 'openingHours.mon.0 must be a time range',
      problems: [{ path: 'openingHours.mon.0', message: 'must be a time range' }],
    },
    { ...draft, openingHours: { zone: 'UTC', mon: ['8'] } },
  )
  expect(hours?.text).toMatch(/^Monday: instead of “8”/)
})
