/** The members of a site file as they are written. They hold secrets. */
export type WrittenSite = Record<string, unknown>

/** Where the site of a process was read from. It holds secrets: it never leaves the server. */
export interface SiteSource {
  /** The file that `SITE_FILE` names, what was set up in the page, or neither. */
  from: 'siteFile' | 'setup' | 'default'
  /** Null for the default. */
  path: string | null
  written: WrittenSite
}

/** The members that are set up in the page. */
export const setupMembers = [
  'name',
  'preset',
  'steps',
  'orderId',
  'openingHours',
  'ignore',
  'people',
  'currency',
  'averageOrder',
  'recipients',
] as const

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const recipientsOf = ({ recipients }: WrittenSite): Record<string, unknown>[] =>
  Array.isArray(recipients) ? recipients.filter(isObject) : []
