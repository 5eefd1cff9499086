import button from '@/components/shell/button.module.css'
import { useMay } from '@/components/shell/caller'
import { type ParameterType, parameterTypes } from '@/lib/queries/parameters'
import styles from './explore.module.css'
import type { Question } from './use-question'

/** A field for each `{{parameter}}` of the query. */
export function ParameterFields({ question }: { question: Question }) {
  const { parameters, values, setValue } = question
  if (parameters.length === 0) return null
  return (
    <fieldset className={styles.parameters}>
      <legend className="hidden">Parameters of the query</legend>
      {parameters.map(({ name, type }) => {
        const now = values[name] ?? { type, value: '' }
        return (
          <div key={name}>
            <label>
              {name}
              <input
                value={now.value}
                maxLength={1024}
                onChange={(event) => setValue(name, { ...now, value: event.target.value })}
              />
            </label>
            <label>
              <span className="hidden">{name} is a</span>
              <select
                value={now.type}
                onChange={(event) =>
                  setValue(name, { ...now, type: event.target.value as ParameterType })
                }
              >
                {parameterTypes.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </label>
          </div>
        )
      })}
    </fieldset>
  )
}

interface Props {
  running: boolean
  /** Whether the lists of queries are shown, where the screen is too narrow for them. */
  listed: boolean
  onRun: () => void
  onStop: () => void
  onSave: () => void
  onListed: (listed: boolean) => void
}

export function QueryBar({ running, listed, onRun, onStop, onSave, onListed }: Props) {
  const maySave = useMay('operator')
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
      {maySave && (
        <button className={button.plain} type="button" onClick={onSave}>
          Save
        </button>
      )}
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
