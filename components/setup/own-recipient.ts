/** Somebody who is to be notified, as a site file has it. */
export type OwnRecipient = { name: string; kind: string } & Readonly<Record<string, unknown>>

export const kindNames: Readonly<Record<string, string>> = {
  email: 'E-mail',
  slack: 'Slack',
  webhook: 'Webhook',
}
