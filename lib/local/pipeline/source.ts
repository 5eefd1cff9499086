import type { Encoding } from './encoding'
import type { FileStat, OpenFile } from './file-system'
import type { Position } from './identity'

/** A file that is followed, whatever names it. */
export interface Source {
  /** The path that names it, or last did. */
  path: string
  /** Whether a path or glob names it now; otherwise it was renamed, deleted, or found beside one that was. */
  isNamed: boolean
  stat: FileStat
  /** Size of its content; of a compressed file that was not read to its end, of the file. */
  bytes: number
  encoding: Encoding
  open: OpenFile | null
  /** Null until it has content. */
  position: Position | null
  /** Which version of it was read to its end. */
  readVersion: string | null
  /** Since when it has not changed, epoch ms. */
  silentSinceMs: number
  /** Whether its last line has no line end yet. */
  hasRest: boolean
  /** For how long it was silent when its unfinished line was last looked at, ms. */
  restTriedMs: number
  /** The number of the look at the files that last saw it empty, 0 when none did; and that recognized its content. */
  emptyPass: number
  contentPass: number
  /** Found beside a path whose file went away: it counts when it begins after this request (epoch ms). */
  beside: { afterMs: number | null } | null
  /** The file that the same path named before. */
  replaces: Source | null
  /** Lines of the file that it replaces, when an editor wrote that anew: they were read. */
  known: Map<string, number> | null
  /** What is wrong with it and what to do. */
  problem: string | undefined
}

export const newSource = (path: string, stat: FileStat): Source => ({
  path,
  isNamed: true,
  stat,
  bytes: stat.bytes,
  encoding: 'utf8',
  open: null,
  position: null,
  readVersion: null,
  silentSinceMs: 0,
  hasRest: false,
  restTriedMs: 0,
  emptyPass: 0,
  contentPass: 0,
  beside: null,
  replaces: null,
  known: null,
  problem: undefined,
})

/** Takes over what is known of a file now. */
export function observe(source: Source, stat: FileStat, nowMs: number) {
  if (source.silentSinceMs === 0 || stat.version !== source.stat.version) {
    source.silentSinceMs = Math.min(nowMs, stat.modifiedMs)
    source.restTriedMs = 0
  }
  source.stat = stat
}
