import { newAddressList } from '../address'
import type { Format } from '../format'
import { type LineReader, newLineReader, type ReaderState } from '../line-reader'
import { formatsFor, type LogFormats, noLogFormats } from './log-formats'

/** What settings say about how logs are read. Plain data. */
export interface LogSettings {
  logFormats: LogFormats
  /** Addresses and networks of the shop's own proxies; null when no one has said. */
  trustedProxies: readonly string[] | null
}

export const noLogSettings: LogSettings = { logFormats: noLogFormats, trustedProxies: null }

/** Makes a reader for the lines of a file, which goes on from what an earlier one has learned. */
export type ReaderOf = (path: string, state?: ReaderState) => LineReader

/** Readers that follow the settings. `clock` gives epoch ms. */
export function newReaders(
  { logFormats, trustedProxies }: LogSettings,
  clock: () => number,
): ReaderOf {
  const isTrusted = trustedProxies === null ? undefined : newAddressList(trustedProxies)
  const known = new Map<string, readonly Format[]>()
  return (path, state) => {
    const formats = known.get(path) ?? formatsFor(path, logFormats)
    known.set(path, formats)
    return newLineReader({ formats, clock, isTrusted }, state)
  }
}
