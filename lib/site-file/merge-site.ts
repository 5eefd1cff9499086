import { wrongMember } from '@/lib/site-problems'
import { hasPlaceholder, secretMembers, storedSecrets } from './secrets'
import { isObject, type WrittenSite } from './written-site'

/**
 * A recipient with the secrets that are stored in place of those that are left out or stand as `${NAME}`.
 * Throws an Error that names the member.
 */
export function withStoredSecrets(given: unknown, saved: WrittenSite, path: string): unknown {
  if (!isObject(given)) return given
  const { name, kind } = given
  const secrets = storedSecrets(saved)
  const recipient = { ...given }
  for (const member of secretMembers) {
    const text = given[member]
    const kept = text === undefined ? secrets.ofName(name, kind, member) : undefined
    if (kept !== undefined) recipient[member] = kept
    if (text === null) delete recipient[member]
    if (typeof text !== 'string' || !hasPlaceholder(text)) continue
    const behind = secrets.behind(kind, member, text)
    // A stored password goes to no other server than the one it was given for.
    if (behind === undefined)
      throw wrongMember(
        `${path}.${member}`,
        'stands for a secret that is not stored here; write the secret itself, also when only the server or the user changes',
      )
    recipient[member] = behind
  }
  return recipient
}

/**
 * What is saved, with what is given in its place: null removes a member, and one that is left out stays.
 * A preset takes the place of steps and their order number, and steps that of a preset. Throws an Error
 * that names a secret that is not known.
 */
export function mergeSite(saved: WrittenSite, given: WrittenSite): WrittenSite {
  const merged = { ...saved }
  if (given.preset != null) {
    delete merged.steps
    delete merged.orderId
  }
  if (given.steps != null) delete merged.preset
  for (const [name, value] of Object.entries(given)) {
    if (value === null) delete merged[name]
    else if (value !== undefined) merged[name] = value
  }
  if (Array.isArray(given.recipients))
    merged.recipients = given.recipients.map((one, at) =>
      withStoredSecrets(one, saved, `recipients.${at}`),
    )
  return merged
}
