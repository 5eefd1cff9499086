import { isObject, recipientsOf, type WrittenSite } from './written-site'

type Recipient = Record<string, unknown>

/** The members of a recipient that hold a secret. */
export const secretMembers = ['smtp', 'url', 'secret'] as const
export type SecretMember = (typeof secretMembers)[number]

const placeholder = /\$\{[A-Z][A-Z0-9_]*\}/
const onlyPlaceholder = /^\$\{[A-Z][A-Z0-9_]*\}$/
export const hasPlaceholder = (text: string): boolean => placeholder.test(text)

/** `ops-team`, `url` → `OPS_TEAM_URL`, another name than those that are taken. */
function variableFor(recipient: Recipient, member: string, taken: ReadonlySet<string>): string {
  const text = `${recipient.name}_${member}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
  const name = /^[A-Z]/.test(text) ? text : `RECIPIENT_${text.replace(/^_+/, '')}`
  let free = name
  for (let at = 2; taken.has(free); at += 1) free = `${name}_${at}`
  return free
}

interface Hidden {
  /** With its own text in place of the secret. */
  with(variable: string): string
  /** What the variable is named after. */
  what: string
}

/** How a secret within a mail server's address is hidden; null when there is none. */
function inSmtp(smtp: string): Hidden | null {
  if (onlyPlaceholder.test(smtp)) return null
  const whole: Hidden = { what: 'SMTP', with: (variable) => `\${${variable}}` }
  if (/[?#]/.test(smtp)) return whole
  const [, scheme, signIn, server] = /^(smtps?:\/*)(.*)@([^@]*)$/is.exec(smtp) ?? []
  if (signIn === undefined) return null
  const at = signIn.indexOf(':')
  const user = at < 0 ? '' : signIn.slice(0, at)
  const password = at < 0 ? signIn : signIn.slice(at + 1)
  if (onlyPlaceholder.test(password)) return null
  // Some services take one token as both.
  if (at < 0 || user === password) return whole
  return {
    what: 'SMTP_PASSWORD',
    with: (variable) => `${scheme}${user}:\${${variable}}@${server}`,
  }
}

function hiddenIn(member: SecretMember, text: string): Hidden | null {
  if (member === 'smtp') return inSmtp(text)
  if (onlyPlaceholder.test(text)) return null
  return { what: member, with: (variable) => `\${${variable}}` }
}

const namesIn = (value: unknown): string[] =>
  [...JSON.stringify(value ?? null).matchAll(/\$\{([A-Z][A-Z0-9_]*)\}/g)].map(
    ([, name = '']) => name,
  )

/** Recipients with `${NAME}` in place of each secret. */
export function withoutSecrets(recipients: readonly Recipient[], taken: Set<string>): Recipient[] {
  return recipients.map((recipient) => {
    const shown = { ...recipient }
    for (const member of secretMembers) {
      const text = recipient[member]
      const hidden = typeof text === 'string' ? hiddenIn(member, text) : null
      if (!hidden) continue
      const variable = variableFor(recipient, hidden.what, taken)
      taken.add(variable)
      shown[member] = hidden.with(variable)
    }
    return shown
  })
}

/** The site file that may leave the server, and the variables that stand for its secrets. */
export function exportedSite(written: WrittenSite): { site: WrittenSite; variables: string[] } {
  const shown = withoutSecrets(recipientsOf(written), new Set(namesIn(written)))
  const site = Array.isArray(written.recipients) ? { ...written, recipients: shown } : written
  return { site, variables: [...new Set(namesIn(site))] }
}

/** The secrets that are stored, each under the text that stands for it outside. */
export function storedSecrets(written: WrittenSite) {
  const stored = recipientsOf(written)
  const shown = recipientsOf(exportedSite(written).site)
  return {
    /** The member of the recipient of this name and kind; undefined when there is none. */
    ofName: (name: unknown, kind: unknown, member: SecretMember): unknown =>
      stored.find((one) => one.name === name && one.kind === kind)?.[member],
    /** What a text stands for; undefined when it is not one that was given out. */
    behind: (kind: unknown, member: SecretMember, text: string): unknown =>
      stored.find(
        (one, at) => one.kind === kind && isObject(shown[at]) && shown[at][member] === text,
      )?.[member],
  }
}
