import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

const isGlob = (text: string) => /[*?[]/.test(text)

function toExpression(glob: string): RegExp {
  const text = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
  return new RegExp(`^${text}$`)
}

/** The files that a path or glob names now, oldest name first. A path that is no glob names itself. */
export async function expand(pattern: string): Promise<string[]> {
  const path = resolve(pattern)
  if (!isGlob(path)) return [path]
  const folder = dirname(path)
  const folders = isGlob(folder) ? await expand(folder) : [folder]
  const name = toExpression(path.slice(folder.length + 1))
  const found: string[] = []
  for (const parent of folders) {
    const names = await readdir(parent).catch(() => [])
    found.push(...names.filter((entry) => name.test(entry)).map((entry) => join(parent, entry)))
  }
  // access_log.10 is older than access_log.9, and access_log is the newest.
  const age = (file: string) => Number(/\.(\d+)(?:\.gz)?$/.exec(file)?.[1] ?? -1)
  return found.sort((a, b) => age(b) - age(a) || (a < b ? -1 : 1))
}
