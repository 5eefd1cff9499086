import { dirname } from 'node:path'
import type { FileStat, FileSystem } from './file-system'
import { type FileReader, Older, Renamed } from './followed-file'
import { findPaths, type NamedPath } from './followed-paths'
import type { Identities, Position } from './identity'
import { goesOn, problemOf } from './problems'
import { isOf, siblingsOf } from './siblings'
import { newSource, observe, type Source } from './source'

interface Options {
  entries: string[]
  files: FileSystem
  identities: Identities
  /** Epoch ms. */
  clock: () => number
  closing: AbortSignal
  log: (text: string) => void
}

export interface FollowedPath {
  path: string
  /** The file that it names, or one that it named and that is read on; null when there is neither. */
  source: Source | null
  /** What is wrong with it and what to do. */
  problem: string | undefined
}

/** Where a path stood when the file that it named went away: what came after it is looked for beside it. */
interface Change {
  modifiedMs: number
  newestRequestMs: number | null
  /** In how many more looks. */
  looks: number
}

/** Null, as the time of what is not known, is before all. */
const earliest = (one: number | null, other: number | null) =>
  one === null || other === null ? null : Math.min(one, other)

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

// File systems tell times less exactly than the clock.
const clockSlackMs = 2_000
// What is found beside a file may show that another one has changed.
const maxRounds = 3
const siblingLooks = 4
const retiredMs = 300_000
// Between the renaming of a file and the new one there may be a pause: a rotation is no loss of the log.
const rotationMs = 15_000
const maxOpen = 500

/** The files that paths and globs name, as they appear, are renamed and disappear. */
export function newFollowedFiles({ entries, files, identities, clock, closing, log }: Options) {
  const sources = new Map<string, Source>()
  const idAt = new Map<string, string>()
  const changes = new Map<string, Change>()
  let named: NamedPath[] = []
  const ignored = new Set<string>()
  /** When a path or glob last named something, epoch ms. */
  const thereMs = new Map<string, number>()
  let isFirst = true
  let hasChanged = false

  function noteChange(path: string, position: Position | null, modifiedMs: number) {
    hasChanged = true
    const before = changes.get(path)
    const newestMs = position?.content.newestRequestMs ?? null
    changes.set(path, {
      // What came after an earlier change may still have to be found.
      modifiedMs: Math.min(position?.modifiedMs || modifiedMs, before?.modifiedMs ?? Infinity),
      newestRequestMs: before ? earliest(newestMs, before.newestRequestMs) : newestMs,
      looks: siblingLooks,
    })
  }

  function take({ path, stat }: NamedPath, ids: Map<string, string | undefined>) {
    const id = stat?.id
    const before = sources.get(idAt.get(path) ?? '')
    if (isFirst) {
      const last = identities.lastAmong(isOf(path))
      // Also when it is the same file: the writer of the one before it may go on.
      if (last) noteChange(path, last, last.modifiedMs)
    } else if (before && before.stat.id !== id) {
      noteChange(path, before.position, before.stat.modifiedMs)
    }
    if (!stat || id === undefined) return
    idAt.set(path, id)
    const source = sources.get(id) ?? newSource(path, stat)
    if (!sources.has(id)) {
      sources.set(id, source)
      if (before) source.replaces = before
    }
    observe(source, stat, clock())
    // Of several names the one that it has had stays.
    if (ids.get(source.path) !== id) source.path = path
  }

  /** Takes what the paths name now. */
  async function look() {
    named = await findPaths(entries, files)
    const missing = new Set(named.flatMap(({ path, isMissing }) => (isMissing ? path : [])))
    for (const entry of entries) if (!missing.has(entry)) thereMs.set(entry, clock())
    const ids = new Map(named.map(({ path, stat }) => [path, stat?.id]))
    const all = new Set(ids.values())
    for (const source of sources.values()) {
      const isNamed = all.has(source.stat.id)
      // Renamed before it was opened: it is read before the file that has its name now, or a crash between the two would lose it.
      const isUnread = !source.open && source.readVersion === null
      if (source.isNamed && !isNamed && isUnread) source.beside = { afterMs: null }
      source.isNamed = isNamed
    }
    for (const path of named) take(path, ids)
    isFirst = false
  }

  const isIgnored = ({ id, version }: FileStat) => ignored.has(`${id} ${version}`)

  /** Files that rotation put beside a path, and that no path names: those that were written since. */
  async function lookBeside() {
    const namesIn = new Map<string, string[]>()
    for (const [path, change] of changes) {
      if (closing.aborted) return
      change.looks -= 1
      if (change.looks <= 0) changes.delete(path)
      const folder = dirname(path)
      const names = namesIn.get(folder) ?? (await files.names(folder).catch(() => []))
      namesIn.set(folder, names)
      for (const sibling of siblingsOf(path, names)) {
        const stat = await files.stat(sibling).catch(() => null)
        if (stat?.kind !== 'file' || isIgnored(stat)) continue
        const known = sources.get(stat.id)
        // Renamed again before it was opened: it is not where it was found.
        if (known && !known.isNamed && !known.open) known.path = sibling
        if (known) continue
        if (stat.modifiedMs < change.modifiedMs - clockSlackMs) continue
        const source = newSource(sibling, stat)
        Object.assign(source, { isNamed: false, beside: { afterMs: change.newestRequestMs } })
        observe(source, stat, clock())
        sources.set(stat.id, source)
      }
    }
  }

  /** Those that no path names first, the oldest before the others; then those that are known. */
  const inOrder = () => {
    const all = [...sources.values()]
    const isKnown = (source: Source) => source.position !== null || identities.knows(source.stat.id)
    return [
      ...all
        .filter(({ isNamed }) => !isNamed)
        .sort((a, b) => a.stat.modifiedMs - b.stat.modifiedMs),
      ...all.filter((source) => source.isNamed && isKnown(source)),
      ...all.filter((source) => source.isNamed && !isKnown(source)),
    ]
  }

  /** Whether the writer has gone over to a new file. */
  function isReplaced({ path, stat }: Source) {
    const now = sources.get(idAt.get(path) ?? '')
    return now === undefined || (now.stat.id !== stat.id && now.stat.bytes > 0)
  }

  async function readUnnamed(reader: FileReader, source: Source) {
    if (!source.open && !source.beside) {
      sources.delete(source.stat.id)
      return
    }
    if (source.open) observe(source, await source.open.stat(), clock())
    const isLast = reader.silentMs(source) >= retiredMs && isReplaced(source)
    await reader.read(source, { isLast })
    if (!isLast) return
    sources.delete(source.stat.id)
    await reader.close(source)
  }

  async function readOne(reader: FileReader, source: Source) {
    try {
      await (source.isNamed ? reader.read(source) : readUnnamed(reader, source))
    } catch (error) {
      if (closing.aborted) return
      const isElsewhere = error instanceof Renamed || codeOf(error) === 'ENOENT'
      if (isElsewhere && !source.isNamed && !source.open) {
        // It is looked for under other names for as long as a change is news.
        if (changes.size === 0) sources.delete(source.stat.id)
        return
      }
      if (error instanceof Renamed) return
      if (error instanceof Older) {
        ignored.add(`${source.stat.id} ${source.stat.version}`)
        sources.delete(source.stat.id)
        await reader.close(source)
        return
      }
      source.problem = problemOf(source.path, error)
    }
  }

  /** Closes those that have been silent the longest when too many are open. */
  async function closeSome(reader: FileReader) {
    const open = [...sources.values()].filter((source) => source.open && source.isNamed)
    if (open.length <= maxOpen) return
    const silent = open.sort((a, b) => a.silentSinceMs - b.silentSinceMs)
    for (const source of silent.slice(0, open.length - maxOpen)) await reader.close(source)
  }

  const mayBeRotating = ({ path, isMissing }: NamedPath) =>
    isMissing === true && clock() - (thereMs.get(path) ?? 0) < rotationMs

  /** The file that a path named, while it is read on without a name of its own. */
  function readOn(path: string): Source | null {
    const before = sources.get(idAt.get(path) ?? '')
    return before?.open && !before.isNamed ? before : null
  }

  /** A line for each file and for each path that cannot be read; while it may be rotating, that of the file it named. */
  const lines = () =>
    named.flatMap((one): FollowedPath[] => {
      const { path, stat, problem } = one
      if (problem !== undefined && mayBeRotating(one)) {
        const source = sources.get(idAt.get(path) ?? '') ?? null
        return [{ path, source, problem: source?.problem }]
      }
      const before = problem === undefined ? null : readOn(path)
      if (before) return [{ path, source: before, problem: `${problem} ${goesOn}` }]
      if (problem !== undefined) return [{ path, source: null, problem }]
      const source = sources.get(stat?.id ?? '')
      return source?.path === path ? [{ path, source, problem: source.problem }] : []
    })

  let reported = new Set<string>()
  function report() {
    const problems = new Set(lines().flatMap(({ problem }) => problem ?? []))
    for (const problem of problems) if (!reported.has(problem)) log(problem)
    reported = problems
  }

  return {
    look,
    lines,
    noteChange,
    ownerOf: (position: Position) =>
      [...sources.values()].find((source) => source.position === position) ?? null,
    /** Reads what the files contain now. */
    async read(reader: FileReader) {
      for (let round = 0; round === 0 || (hasChanged && round < maxRounds); round += 1) {
        hasChanged = false
        await lookBeside()
        for (const source of inOrder()) {
          if (closing.aborted) return
          await readOne(reader, source)
        }
      }
      report()
      await closeSome(reader)
    },
    async close() {
      for (const { open } of sources.values()) await open?.close().catch(() => {})
    },
  }
}
