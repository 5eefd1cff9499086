'use client'

import { useState } from 'react'
import type { Clock } from '@/components/shell/frame'
import type { SavedQuery } from '@/lib/explore'
import { moment } from '@/lib/format'
import type { Sample } from '@/lib/queries/samples'
import styles from './explore.module.css'
import type { History } from './history'
import { type Saved, SavedList } from './saved'
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
