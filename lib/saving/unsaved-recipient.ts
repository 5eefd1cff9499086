import { runtime } from '@/lib/aws/runtime'
import { type Recipient, recipient } from '@/lib/monitoring'
import { plainProblem } from '@/lib/plain-problem'
import { withStoredSecrets } from '@/lib/site-file/merge-site'

/** A recipient in its site-file form, with the secrets that are stored for it; or the member that is wrong. */
export function unsavedRecipient(
  given: Record<string, unknown>,
): { recipient: Recipient } | { field: string; problem: string } {
  try {
    const { recipients } = runtime().env.monitoring
    const whole = withStoredSecrets(given, { recipients }, 'recipient')
    const read = recipient.safeParse(whole, { error: plainProblem })
    if (read.success) return { recipient: read.data }
    const [issue] = read.error.issues
    const field = ['recipient', ...(issue?.path ?? [])].map(String).join('.')
    return { field, problem: issue?.message ?? 'is wrong' }
  } catch (error) {
    const [field = 'recipient', problem = 'is wrong'] = String((error as Error).message).split(': ')
    return { field, problem }
  }
}
