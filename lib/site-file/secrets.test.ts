import { expect, test } from 'vitest'
import { exportedSite } from './secrets'

const of = (...recipients: object[]) => {
  const { site, variables } = exportedSite({ recipients })
  return { recipients: site.recipients, variables }
}
const mail = (smtp: string) => ({ name: 'ops', kind: 'email', smtp })

test.each([
  ['smtp://me:pass@mail.example:587', `smtp://me:\${OPS_SMTP_PASSWORD}@mail.example:587`],
  ['SMTPS://me:pass@mail.example', `SMTPS://me:\${OPS_SMTP_PASSWORD}@mail.example`],
  ['smtp://me:p@ss:word@mail.example', `smtp://me:\${OPS_SMTP_PASSWORD}@mail.example`],
  ['smtp:me:pass@mail.example', `smtp:me:\${OPS_SMTP_PASSWORD}@mail.example`],
  ['smtp://token:token@mail.example', `\${OPS_SMTP}`],
  ['smtp://token@mail.example', `\${OPS_SMTP}`],
  ['smtp://mail.example?password=x', `\${OPS_SMTP}`],
  ['smtp://mail.example:25', 'smtp://mail.example:25'],
  [`smtp://me:\${OWN}@mail.example`, `smtp://me:\${OWN}@mail.example`],
  [`\${OWN}`, `\${OWN}`],
])('of the mail server %s, %s may leave', (smtp, shown) => {
  expect(of(mail(smtp)).recipients).toEqual([mail(shown)])
})

test('the address of a chat or webhook is a secret whole, even when a part of it is a variable', () => {
  const url = (name: string, text: string) => ({ name, kind: 'webhook', url: text })
  expect(of(url('a', `https://x.example/T0/\${OWN}`), url('b', `\${OWN}`))).toEqual({
    recipients: [url('a', `\${A_URL}`), url('b', `\${OWN}`)],
    variables: ['A_URL', 'OWN'],
  })
})

test.each([
  [
    ['ops-team', 'ops_team'],
    ['OPS_TEAM_URL', 'OPS_TEAM_URL_2'],
  ],
  [
    ['Ops', 'ops'],
    ['OPS_URL', 'OPS_URL_2'],
  ],
  [
    ['9to5', '-', '_'],
    ['RECIPIENT_9TO5_URL', 'RECIPIENT_URL', 'RECIPIENT_URL_2'],
  ],
])('recipients %j get variables of their own', (names, variables) => {
  const recipients = names.map((name) => ({ name, kind: 'slack', url: 'https://x.example/T0' }))
  expect(of(...recipients).variables).toEqual(variables)
})

test('a variable that the file names already stands for nothing else', () => {
  const { site, variables } = exportedSite({
    name: `\${A_URL}`,
    recipients: [{ name: 'a', kind: 'slack', url: 'https://x.example/T0' }],
  })
  expect(site.recipients).toEqual([{ name: 'a', kind: 'slack', url: `\${A_URL_2}` }])
  expect(variables).toEqual(['A_URL', 'A_URL_2'])
})

test('a site without recipients is as it is', () => {
  const site = { name: 'a', steps: [] }
  expect(exportedSite(site)).toEqual({ site, variables: [] })
})
