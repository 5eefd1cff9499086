import type { Metadata } from 'next'
import buttons from '@/components/shell/button.module.css'
import { access } from '@/lib/access/access'
import { visible } from '@/lib/visible'
import styles from './sign-in.module.css'

export const metadata: Metadata = { title: 'Sign in' }

type Params = Promise<Record<string, string | string[] | undefined>>

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')

function problemOf(problem: string, seconds: string): string | null {
  if (problem === 'wrong') return 'The name or the password is wrong.'
  if (problem !== 'too-often') return null
  const wait = Math.max(1, Math.ceil((Number(seconds) || 60) / 60))
  return `Too many attempts have failed. Try again in ${wait === 1 ? 'a minute' : `${wait} minutes`}.`
}

export default async function SignInPage({ searchParams }: { searchParams: Params }) {
  const { problem, name, next, seconds } = await searchParams
  const said = problemOf(text(problem), text(seconds))
  return (
    <main id="main" className={styles.page}>
      <form className={styles.form} method="post" action="/sign-in">
        <h1>CafeWatch</h1>
        {!access().hasUsers() && (
          <p className="small mute">
            There is no user yet. Add one on the server:{' '}
            <code>npm run user -- add NAME --role admin</code>
          </p>
        )}
        {said && (
          <p role="alert" className={styles.problem}>
            {said}
          </p>
        )}
        <input type="hidden" name="next" value={text(next) || '/'} />
        <label>
          Name
          <input
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={64}
            defaultValue={visible(text(name))}
          />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit" className={buttons.primary}>
          Sign in
        </button>
      </form>
    </main>
  )
}
