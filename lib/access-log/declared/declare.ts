import type { Format } from '../format'
import { formats } from '../formats'
import { apacheParts } from './apache'
import { jsonMapFormat } from './json-map'
import { nginxParts } from './nginx'
import { type DeclaredFormat, type Part, WrongFormat } from './part'
import { textFormat } from './text-format'

/** A log format as settings give it: a LogFormat of Apache, a log_format of nginx, a map of JSON names, or the id of a known format. */
export type Declaration = string | Readonly<Record<string, string>>

const apacheDirective = /%[!\d,<>]*(?:\{[^}]*\})?(?:\^[A-Za-z]{2}|[A-Za-z])/
const nginxVariable = /\$\{?[a-z]\w*/

/** Escapes as both servers' configurations have them undone; a line end ends no line of ours. */
const unescaped = (text: string) =>
  text.replace(/\\(["'tn\\])/g, (_, char: string) =>
    char === 't' ? '\t' : char === 'n' ? '' : char,
  )

/** The format within `LogFormat "…" name`. */
const withinApache = (text: string) =>
  /^\s*(?:LogFormat|CustomLog\s+\S+)\s+"((?:[^"\\]|\\.)*)"/s.exec(text)?.[1] ?? text

/** The format within `log_format name '…' '…';`. */
function withinNginx(text: string): string {
  if (!/^\s*log_format\s/.test(text)) return text
  const quoted = [...text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs)]
  if (quoted.length === 0)
    return text.replace(/^\s*log_format\s+\S+\s+(?:escape=\w+\s+)?|;\s*$/g, '')
  return quoted.map(([, single, double]) => single ?? double ?? '').join('')
}

function partsOf(text: string): Part[] {
  if (nginxVariable.test(text)) return nginxParts(unescaped(withinNginx(text)))
  if (apacheDirective.test(text)) return apacheParts(unescaped(withinApache(text)))
  throw new WrongFormat(
    `it is neither a LogFormat of Apache, a log_format of nginx, a map of JSON names nor one of ${formats.map(({ id }) => id).join(', ')}`,
  )
}

function jsonMapIn(text: string): Record<string, string> | null {
  if (!text.startsWith('{') || apacheDirective.test(text) || nginxVariable.test(text)) return null
  try {
    const parsed: unknown = JSON.parse(text)
    const members = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []
    return members.every((member): member is [string, string] => typeof member[1] === 'string')
      ? Object.fromEntries(members)
      : null
  } catch {
    return null
  }
}

/** The format that a declaration describes. Throws {@link WrongFormat} with a sentence that says what is wrong. */
export function declaredFormat(declaration: Declaration): Format | DeclaredFormat {
  if (typeof declaration !== 'string') return jsonMapFormat(declaration)
  const text = declaration.trim()
  const known = formats.find(({ id }) => id === text.toLowerCase())
  if (known) return known
  const map = jsonMapIn(text)
  return map ? jsonMapFormat(map) : textFormat(partsOf(text))
}
