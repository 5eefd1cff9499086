/** Somebody who is to be notified, as a site file has it. */
export type OwnRecipient = { name: string; kind: string } & Readonly<Record<string, unknown>>
