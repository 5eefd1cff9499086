import {
  type Given,
  type ParameterType,
  type Placeholder,
  parameterTypes,
} from '@/lib/queries/parameters'
import styles from './explore.module.css'

interface Props {
  parameters: Placeholder[]
  given: Readonly<Record<string, Given | undefined>>
  onChange: (name: string, given: Given) => void
}

/** A field for each `{{parameter}}` of the query. */
export function ParameterFields({ parameters, given, onChange }: Props) {
  if (parameters.length === 0) return null
  return (
    <fieldset className={styles.parameters}>
      <legend className="hidden">Parameters of the query</legend>
      {parameters.map(({ name, type }) => {
        const now = given[name] ?? { type, value: '' }
        return (
          <div key={name}>
            <label>
              {name}
              <input
                value={now.value}
                maxLength={1024}
                onChange={(event) => onChange(name, { ...now, value: event.target.value })}
              />
            </label>
            <label>
              <span className="hidden">{name} is a</span>
              <select
                value={now.type}
                onChange={(event) =>
                  onChange(name, { ...now, type: event.target.value as ParameterType })
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
