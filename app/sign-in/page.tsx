import type { Metadata } from 'next'
import buttons from '@/components/shell/button.module.css'
import { access } from '@/lib/access/access'
import { isProviderProblem, providerSentence } from '@/lib/access/provider/problems'
import { asTyped } from '@/lib/as-typed'
import { withBase } from '@/lib/base-path'
import { visible } from '@/lib/visible'
import styles from './sign-in.module.css'

export const metadata: Metadata = { title: 'Sign in' }

type Params = Promise<Record<string, string | string[] | undefined>>

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')

function problemOf(problem: string, seconds: string): string | null {
  const provider = access().provider
  if (provider && isProviderProblem(problem)) return providerSentence(problem, provider.name)
  if (problem === 'wrong') return 'The name or the password is wrong.'
  if (problem !== 'too-often') return null
  const wait = Math.max(1, Math.ceil(Math.min(Number(seconds) || 60, 3600) / 60))
  return `Too many attempts have failed. Try again in ${wait === 1 ? 'a minute' : `${wait} minutes`}.`
}

export default async function SignInPage({ searchParams }: { searchParams: Params }) {
  const { problem, name, next, seconds } = await searchParams
  const said = problemOf(text(problem), text(seconds))
  const { canSignIn, hasUsers, provider } = access()
  const hasForm = hasUsers() || !provider
  const to = text(next) || '/'
  return (
    <main id="main" className={styles.page}>
      <div className={styles.form}>
        <h1>CafeWatch</h1>
        {!canSignIn() && (
          <p className="small mute">
            There is no user yet. Add one on the server:{' '}
            <code>{asTyped('npm run user -- add NAME --role admin')}</code>
          </p>
        )}
        {said && (
          <p role="alert" className={text(problem) === 'signed-out' ? styles.said : styles.problem}>
            {said}
          </p>
        )}
        {provider && (
          <a className={buttons.primary} href={provider.address(to)}>
            Sign in{provider.name !== null && ` with ${provider.name}`}
          </a>
        )}
        {provider && hasForm && <p className={styles.or}>or as a user of CafeWatch</p>}
        {hasForm && <PasswordForm name={text(name)} next={to} isFirst={!provider} />}
      </div>
    </main>
  )
}

function PasswordForm({ name, next, isFirst }: { name: string; next: string; isFirst: boolean }) {
  return (
    <form className={styles.fields} method="post" action={withBase('/sign-in')}>
      <input type="hidden" name="next" value={next} />
      <label>
        Name
        <input
          name="name"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={64}
          defaultValue={visible(name)}
        />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit" className={isFirst ? buttons.primary : buttons.plain}>
        Sign in
      </button>
    </form>
  )
}
