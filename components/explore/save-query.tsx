'use client'

import { type FormEvent, useEffect, useRef, useState } from 'react'
import button from '@/components/shell/button.module.css'
import { FailureNote } from '@/components/shell/panel'
import type { Failure } from '@/lib/failure'
import styles from './explore.module.css'

interface Props {
  /** The name that it has so far. */
  name: string
  /** It replaces a saved query as long as the name stays. */
  replaces: boolean
  onSave: (name: string) => Promise<Failure | null>
  onClose: () => void
}

/** Asks for the name under which the query is kept in CloudWatch. */
export function SaveQuery({ name, replaces, onSave, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [value, setValue] = useState(name)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const problem = await onSave(value.trim())
    setFailure(problem)
    if (!problem) dialog.current?.close()
  }
  return (
    <dialog ref={dialog} className={styles.save} aria-labelledby="save-title" onClose={onClose}>
      <form onSubmit={save}>
        <h2 id="save-title">Save query</h2>
        <label>
          Name
          <input
            value={value}
            maxLength={255}
            required
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <p className="mute small">
          {replaces && value.trim() === name
            ? 'It replaces the saved query of this name.'
            : 'It is stored in CloudWatch for everyone who uses this account.'}
        </p>
        {failure && <FailureNote failure={failure} />}
        <div className={styles.bar}>
          <button className={button.primary} type="submit">
            Save
          </button>
          <button className={button.plain} type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  )
}
