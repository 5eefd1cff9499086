'use client'

import { type FormEvent, useEffect, useRef, useState } from 'react'
import button from '@/components/shell/button.module.css'
import { FailureNote } from '@/components/shell/panel'
import type { Failure } from '@/lib/failure'
import styles from './explore.module.css'
import type { Saved } from './saved'
import type { Question } from './use-question'

interface Props {
  question: Question
  saved: Saved
  onClose: () => void
}

/** Asks for the name under which the query is kept in CloudWatch. */
export function SaveQuery({ question, saved, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [value, setValue] = useState(question.saved?.name ?? '')
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const problem = await saved.save(question.toSave(value.trim()))
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
          {question.saved?.name === value.trim()
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
