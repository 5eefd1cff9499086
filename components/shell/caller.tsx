'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { type Caller, mayAct, type Role } from '@/lib/access/roles'
import buttons from './button.module.css'
import styles from './caller.module.css'

const Context = createContext<Caller | null>(null)

/** Gives all that is inside it who is signed in. */
export function SignedIn({ caller, children }: { caller: Caller | null; children: ReactNode }) {
  return <Context value={caller}>{children}</Context>
}

/** Whether the person may do what needs a role. The server asks again. */
export function useMay(needed: Role): boolean {
  const caller = useContext(Context)
  // A part of a page by itself, as in tests, stands for one whose server lets everybody.
  return caller === null || mayAct(caller.role, needed)
}

/** Who is signed in, and the way out; nothing on a machine without users. */
export function CallerMenu() {
  const caller = useContext(Context)
  if (caller?.by !== 'session') return null
  return (
    <form className={styles.caller} method="post" action="/sign-out">
      <span className="small">
        {caller.name} <span className="mute">({caller.role})</span>
      </span>
      {caller.role === 'admin' && (
        <a className="small" href="/audit">
          Audit log
        </a>
      )}
      <button type="submit" className={buttons.inText}>
        Sign out
      </button>
    </form>
  )
}
