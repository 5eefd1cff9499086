import { dirname } from 'node:path'
import type { FileStat, FileSystem } from './file-system'
import { mayNotRead } from './may-not-read'
import { isForbidden, nothingMatches, problemOf, refusalOf } from './problems'

/** What a path names now. */
export interface NamedPath {
  path: string
  /** Null when it names no file that can be read. */
  stat: FileStat | null
  /** What is wrong with it and what to do. */
  problem: string | undefined
  /** It names nothing at all. */
  isMissing?: true
}

/** The paths that entries of ACCESS_LOG name now, and a line for each glob that names none. */
export async function findPaths(entries: string[], files: FileSystem): Promise<NamedPath[]> {
  const found = new Map<string, NamedPath>()
  const add = (named: NamedPath) => found.set(named.path, named)
  for (const entry of entries) {
    let paths: string[]
    try {
      paths = await files.expand(entry)
    } catch (error) {
      add({ path: entry, stat: null, problem: problemOf(entry, error) })
      continue
    }
    if (paths.length === 0)
      add({ path: entry, stat: null, isMissing: true, problem: await whyNothing(entry, files) })
    for (const path of paths) if (!found.has(path)) add(await look(path, files))
  }
  return [...found.values()]
}

/** The folder where a glob begins to be one. */
const folderOf = (entry: string) => dirname(`${/^[^*?[{]*/.exec(entry)?.[0] ?? ''}x`)

/** Why a glob names nothing: its folder may not be listed, or there is nothing. */
async function whyNothing(entry: string, files: FileSystem): Promise<string> {
  const folder = folderOf(entry)
  return files.names(folder).then(
    () => nothingMatches(entry),
    (error) =>
      isForbidden(error) ? mayNotRead(folder, { isFolder: true }) : nothingMatches(entry),
  )
}

async function look(path: string, files: FileSystem): Promise<NamedPath> {
  try {
    const stat = await files.stat(path)
    const problem = refusalOf(path, stat.kind)
    return problem === undefined ? { path, stat, problem } : { path, stat: null, problem }
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return { path, stat: null, problem: problemOf(path, error), ...(isMissing && { isMissing }) }
  }
}
