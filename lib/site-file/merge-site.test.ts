import { expect, test } from 'vitest'
import { mergeSite, withStoredSecrets } from './merge-site'
import { exportedSite } from './secrets'
import type { WrittenSite } from './written-site'

const own = [{ name: 'order', match: [{ path: '/done' }] }]
const other = [{ name: 'order', match: [{ path: '/thanks' }] }]

test.each<[what: string, saved: WrittenSite, given: WrittenSite, merged: WrittenSite]>([
  [
    'members that are not given stay',
    { name: 'a', currency: 'EUR' },
    { name: 'b' },
    { name: 'b', currency: 'EUR' },
  ],
  ['null removes', { name: 'a', currency: 'EUR' }, { currency: null }, { name: 'a' }],
  ['null of what is not there is nothing', {}, { currency: null }, {}],
  ['nothing given changes nothing', { name: 'a' }, {}, { name: 'a' }],
  [
    'members are replaced whole',
    { ignore: { agents: ['a'], networks: ['10.0.0.0/8'] } },
    { ignore: { agents: ['b'] } },
    { ignore: { agents: ['b'] } },
  ],
  ['steps replace a preset', { preset: 'magento' }, { steps: own }, { steps: own }],
  [
    'steps keep the order number',
    { steps: own, orderId: '?id={id}' },
    { steps: other },
    { steps: other, orderId: '?id={id}' },
  ],
  [
    'a preset replaces steps and their order number',
    { steps: own, orderId: '?id={id}' },
    { preset: 'magento' },
    { preset: 'magento' },
  ],
  [
    'a preset with another order number',
    { steps: own, orderId: '?id={id}' },
    { preset: 'magento', orderId: '?n={id}' },
    { preset: 'magento', orderId: '?n={id}' },
  ],
  ['a preset that is removed', { preset: 'magento' }, { preset: null }, {}],
  [
    'both are for the site file to refuse',
    {},
    { preset: 'magento', steps: own },
    { preset: 'magento', steps: own },
  ],
  [
    'recipients are a list: who is not in it goes',
    { recipients: [{ name: 'a', kind: 'sns', topicArn: 'x' }] },
    { recipients: [] },
    { recipients: [] },
  ],
])('%s', (_, saved, given, merged) => {
  const before = structuredClone(saved)
  expect(mergeSite(saved, given)).toEqual(merged)
  expect(saved).toEqual(before)
})

const mail = {
  name: 'ops',
  kind: 'email',
  to: ['a@x.example'],
  smtp: 'smtp://me:pass-7f3a@mail.example:587',
}
const chat = { name: 'chat', kind: 'slack', url: 'https://hooks.example/T0SECRET' }
const pager = {
  name: 'pager',
  kind: 'webhook',
  url: 'https://pager.example/T1SECRET',
  secret: 'signing-secret-91c2',
}
const saved = { recipients: [mail, chat, pager] }
const shown = exportedSite(saved).site.recipients as Record<string, unknown>[]
const [shownMail, shownChat, shownPager] = shown
const { smtp: _smtp, ...mailWithout } = mail
const { url: _url, ...chatWithout } = chat
const { secret: _secret, ...unsigned } = pager

test.each<[what: string, given: unknown, kept: unknown]>([
  ['a mail server that is shown', shownMail, mail],
  ['a mail server that is left out', mailWithout, mail],
  ['an address that is shown', shownChat, chat],
  ['an address that is left out', chatWithout, chat],
  ['a signing secret that is shown', { ...pager, secret: shownPager?.secret }, pager],
  ['a signing secret that is left out', unsigned, pager],
  ['a signing secret that is removed', { ...pager, secret: null }, unsigned],
  ['a recipient that is renamed', { ...shownMail, name: 'kitchen' }, { ...mail, name: 'kitchen' }],
  [
    'secrets of its own',
    { ...chat, url: 'https://hooks.example/new' },
    { ...chat, url: 'https://hooks.example/new' },
  ],
  ['what is no recipient', 'ops', 'ops'],
])('secrets are kept for %s', (_, given, kept) => {
  expect(withStoredSecrets(given, saved, 'recipients.0')).toEqual(kept)
})

test('a new recipient that leaves its secret out gets none', () => {
  const made = { ...chatWithout, name: 'new' }
  expect(withStoredSecrets(made, saved, 'recipients.0')).toEqual(made)
  const otherKind = { ...chatWithout, kind: 'webhook' }
  expect(withStoredSecrets(otherKind, saved, 'recipients.0')).toEqual(otherKind)
})

test.each<[what: string, given: object, member: string]>([
  [
    'another mail server',
    { ...mail, smtp: `smtp://me:\${OPS_SMTP_PASSWORD}@evil.example:587` },
    'smtp',
  ],
  ['another user', { ...mail, smtp: `smtp://you:\${OPS_SMTP_PASSWORD}@mail.example:587` }, 'smtp'],
  [
    'the password without encryption',
    { ...mail, smtp: `smtps://me:\${OPS_SMTP_PASSWORD}@mail.example:587` },
    'smtp',
  ],
  ['a part of an address', { ...chat, url: `https://evil.example/\${CHAT_URL}` }, 'url'],
  ['the secret of another kind', { ...chat, kind: 'webhook', url: `\${CHAT_URL}` }, 'url'],
  ['a variable of the process', { ...chat, url: `\${AWS_SECRET_ACCESS_KEY}` }, 'url'],
  ['another member’s secret', { ...pager, secret: `\${PAGER_URL}` }, 'secret'],
])('a stored secret is not sent to %s', (_, given, member) => {
  expect(() => withStoredSecrets(given, saved, 'recipients.0')).toThrow(
    new RegExp(`^recipients\\.0\\.${member}: stands for a secret that is not stored here; write`),
  )
})
