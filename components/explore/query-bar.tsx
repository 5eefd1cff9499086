import button from '@/components/shell/button.module.css'
import styles from './explore.module.css'

interface Props {
  running: boolean
  /** Whether the lists of queries are shown, where the screen is too narrow for them. */
  listed: boolean
  onRun: () => void
  onStop: () => void
  onSave: () => void
  onListed: (listed: boolean) => void
}

/** What can be done with the query in the editor. */
export function QueryBar({ running, listed, onRun, onStop, onSave, onListed }: Props) {
  return (
    <div className={styles.bar}>
      <button className={button.primary} type="button" onClick={onRun}>
        Run query
      </button>
      <button
        className={button.plain}
        type="button"
        aria-disabled={!running}
        onClick={() => running && onStop()}
      >
        Stop
      </button>
      <button className={button.plain} type="button" onClick={onSave}>
        Save
      </button>
      <button
        className={`${styles.listsButton} ${button.plain}`}
        type="button"
        aria-expanded={listed}
        aria-controls="query-lists"
        onClick={() => onListed(!listed)}
      >
        Queries
      </button>
      <span className={`${styles.keys} small mute`} id="editor-help">
        Ctrl or Cmd + Enter runs · Ctrl + Space completes · Tab leaves the editor
      </span>
    </div>
  )
}
