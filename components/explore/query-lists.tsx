'use client'

import { useEffect, useState } from 'react'
import type { Clock } from '@/components/shell/frame'
import type { SavedQuery } from '@/lib/explore'
import { moment } from '@/lib/format'
import type { Sample } from '@/lib/queries/samples'
import styles from './explore.module.css'
import type { History } from './history'
import type { Saved } from './saved'
import { panelId, Tabs, tabId } from './tabs'

const lists = [
  ['samples', 'Samples'],
  ['saved', 'Saved'],
  ['history', 'History'],
] as const
type List = (typeof lists)[number][0]

interface Props extends Clock {
  samples: Sample[]
  saved: Saved
  history: History
  onPick: (text: string, saved?: SavedQuery) => void
}

/** Queries to start from: ours, those saved in CloudWatch, and the last of this browser. */
export function QueryLists({ samples, saved, history, zone, nowMs, onPick }: Props) {
  const { past, clear } = history
  const [list, setList] = useState<List>('samples')
  return (
    <>
      <Tabs id="queries" label="Queries" tabs={lists} current={list} onChange={setList} />
      <div
        className={styles.queryList}
        role="tabpanel"
        id={panelId('queries', list)}
        aria-labelledby={tabId('queries', list)}
      >
        {list === 'samples' && (
          <ul>
            {samples.map(({ title, says, text }) => (
              <li key={title}>
                <button type="button" onClick={() => onPick(text)}>
                  <b>{title}</b>
                  <span className="mute">{says}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {list === 'saved' && <SavedList saved={saved} onPick={onPick} />}
        {list === 'history' && (
          <>
            {past.length === 0 && (
              <p className="mute small">
                Queries you run appear here. They are stored only in this browser.
              </p>
            )}
            <ul>
              {past.map(({ text, atMs }) => (
                <li key={text}>
                  <button type="button" onClick={() => onPick(text)}>
                    <code>{text}</code>
                    <span className="mute">{moment(atMs, nowMs, zone)}</span>
                  </button>
                </li>
              ))}
            </ul>
            {past.length > 0 && (
              <button type="button" className={styles.more} onClick={clear}>
                Clear history
              </button>
            )}
          </>
        )}
      </div>
    </>
  )
}

function SavedList({ saved, onPick }: Pick<Props, 'saved' | 'onPick'>) {
  const { queries, failure, load, remove } = saved
  useEffect(() => void load(), [load])
  const [sure, setSure] = useState<string | null>(null)
  if (failure && !queries)
    return <p className="mute small">Saved queries cannot be loaded: {failure.message}</p>
  if (!queries) return <p className="mute small">Loading …</p>
  return (
    <>
      {failure && (
        <p className="bad small" role="alert">
          {failure.message}
        </p>
      )}
      {queries.length === 0 && (
        <p className="mute small">
          None yet. “Save” stores the query in CloudWatch under a name. A word in double braces,
          such as {'{{status}}'}, becomes a field to fill in.
        </p>
      )}
      <ul>
        {queries.map((query) => (
          <li key={query.id} className={styles.saved}>
            <button type="button" onClick={() => onPick(query.text, query)}>
              <b>{query.name}</b>
              <code>{query.text}</code>
            </button>
            <button
              type="button"
              className={styles.more}
              onClick={() => (sure === query.id ? void remove(query.id) : setSure(query.id))}
              onBlur={() => setSure(null)}
            >
              {sure === query.id ? 'Confirm delete' : 'Delete'}
              <span className="hidden"> {query.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
