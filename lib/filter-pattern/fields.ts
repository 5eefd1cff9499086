import type { Selector } from './ast'

type Fields = Record<string, string>

/** What the names of flattened fields look like that a selector with `*` selects. */
function namePattern({ steps }: Selector): RegExp {
  const parts = steps.map((step) =>
    step === '*'
      ? '[^.]+'
      : String('key' in step ? step.key : step.at).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(`^${parts.join('\\.')}$`)
}

/** The value of a field. */
export const fieldNamed =
  (name: string) =>
  (fields: Fields): string | undefined =>
    Object.hasOwn(fields, name) ? fields[name] : undefined

/** The values of the flattened fields that a selector with `*` selects. */
export function valuesOf(selector: Selector): (fields: Fields) => string[] {
  const names = namePattern(selector)
  return (fields) =>
    Object.keys(fields).flatMap((key) => (names.test(key) ? [fields[key] ?? ''] : []))
}
