import { access } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { glob } from 'tinyglobby'

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** As much of a path as exists just as it is written. */
async function literalPart(path: string): Promise<string> {
  let part = path
  while (part !== dirname(part) && !(await exists(part))) part = dirname(part)
  return part
}

// An escaped character, or a whole class such as [!a-z], [[:digit:]] or []a].
const escapeOrClass =
  /\\.|\[(?:[!^]|(?![!^]))(?:\[:\w+:\]|\\.|[^\\/])(?:\[:\w+:\]|\\.|[^\]\\/])*\]/g

/** The bracket or brace that a glob opens and never closes. */
export function unclosed(pattern: string): '[' | '{' | null {
  let rest = pattern.replace(escapeOrClass, '')
  if (rest.includes('[')) return '['
  for (let before = ''; before !== rest; ) {
    before = rest
    rest = rest.replace(/\{[^{}]*\}/g, '')
  }
  return rest.includes('{') ? '{' : null
}

const isGlob = (pattern: string) =>
  unclosed(pattern) === null && /[*?[]|\\[{}]|\{.*(?:,|\.\.).*\}/.test(pattern)

/** Parentheses, |, + and a leading ! mean nothing in a shell's glob, but something to the library. */
const asInShell = (pattern: string) =>
  pattern.replace(/\\.|[()|+]|^!/g, (found) => (found.length === 1 ? `\\${found}` : found))

const maxRangeLength = 1_000

/** `{8..10}` as `{8,9,10}`, and `{1..10..3}` in steps: the library knows ranges of one character. */
const withRanges = (pattern: string) =>
  pattern.replace(
    /\{(\d+)\.\.(\d+)(?:\.\.(\d+))?\}/g,
    (range, first: string, last: string, by = '1') => {
      const [from, to, step] = [Number(first), Number(last), Math.max(1, Number(by))]
      const count = Math.floor(Math.abs(to - from) / step) + 1
      if (count > maxRangeLength) return range
      const width =
        /^0\d/.test(first) || /^0\d/.test(last) ? Math.max(first.length, last.length) : 0
      const numbers = Array.from({ length: count }, (_, at) =>
        String(from + Math.sign(to - from) * at * step).padStart(width, '0'),
      )
      return count === 1 ? (numbers[0] ?? range) : `{${numbers.join(',')}}`
    },
  )

// access_log.10 is older than access_log.9, and access_log is the newest.
const age = (path: string) => Number(/\.(\d+)(?:\.(?:gz|zst|bz2|xz))?$/.exec(path)?.[1] ?? -1)

/**
 * The files that a path or glob names now, the oldest name first. What exists as written is meant
 * literally, and only what follows it is a glob. What is no glob, or a broken one, names itself.
 */
export async function expand(entry: string): Promise<string[]> {
  const path = resolve(entry)
  const folder = await literalPart(path)
  const pattern = relative(folder, path)
  if (!isGlob(pattern)) return [path]
  const found = await glob(asInShell(withRanges(pattern)), {
    cwd: folder,
    absolute: true,
    expandDirectories: false,
    extglob: false,
  })
  return found.sort((a, b) => age(b) - age(a) || (a < b ? -1 : 1))
}
