import { type Candidate, columns, selector } from './filter-pattern'

/** The values that a filter pattern names, by their names: `$.status`, or `$ip` of `[ip, ...]`. */
export function extractor(pattern: string): (event: Candidate) => Record<string, string> {
  const text = pattern.trim()
  if (text.startsWith('{')) return fromJson(text)
  if (text.startsWith('[')) return fromColumns(text.slice(1, -1))
  return () => ({})
}

const quotedOrSelector = /"(?:[^"\\]|\\.)*"|(\$[^\s=!<>&|()]+)/g

function fromJson(text: string) {
  const names = [...text.matchAll(quotedOrSelector)].flatMap(([, name]) => name ?? [])
  const wanted = [...new Set(names)].map((name) => [name, selector(name)] as const)
  return ({ fields }: Candidate) => {
    const entries = Object.entries(fields ?? {})
    return Object.fromEntries(
      wanted.flatMap(([name, path]) => {
        const found = entries.find(([key]) => path.test(key))
        return found ? [[name, found[1]]] : []
      }),
    )
  }
}

function fromColumns(body: string) {
  const names = body.split(',').map((part) => /^\s*(\.\.\.|[\w-]*)/.exec(part)?.[1] ?? '')
  const gap = names.indexOf('...')
  return ({ message }: Candidate) => {
    const values = columns(message)
    const valueAt = (at: number) =>
      values[gap !== -1 && at > gap ? values.length - (names.length - at) : at]
    return Object.fromEntries(
      names.flatMap((name, at) => {
        const value = name === '...' ? undefined : valueAt(at)
        return value === undefined ? [] : [[`$${name || at + 1}`, value]]
      }),
    )
  }
}
