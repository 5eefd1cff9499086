import type { KeyboardEvent } from 'react'
import styles from './explore.module.css'

interface TabsProps<Name extends string> {
  /** Names the row of tabs, and begins the ids of tabs and panels. */
  id: string
  label: string
  tabs: readonly (readonly [name: Name, title: string])[]
  current: Name
  onChange: (name: Name) => void
}

export const tabId = (id: string, name: string) => `${id}-${name}-tab`
export const panelId = (id: string, name: string) => `${id}-${name}`

/** A row of tabs: one stop of the Tab key, arrows between them. */
export function Tabs<Name extends string>({ id, label, tabs, current, onChange }: TabsProps<Name>) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex(([name]) => name === current)
    const next = {
      ArrowRight: (at + 1) % tabs.length,
      ArrowLeft: (at - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key]
    const name = next === undefined ? undefined : tabs[next]?.[0]
    if (name === undefined) return
    event.preventDefault()
    onChange(name)
    document.getElementById(tabId(id, name))?.focus()
  }
  return (
    <div className={styles.tabs} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(([name, title]) => (
        <button
          key={name}
          id={tabId(id, name)}
          type="button"
          role="tab"
          aria-selected={name === current}
          aria-controls={panelId(id, name)}
          tabIndex={name === current ? 0 : -1}
          onClick={() => onChange(name)}
        >
          {title}
        </button>
      ))}
    </div>
  )
}
