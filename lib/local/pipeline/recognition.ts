import { type Encoding, lastLineEnd } from './encoding'
import { type Content, commonBytes } from './file-content'
import { fingerprint, type Identities, type Mark, markBytes, type Position } from './identity'
import type { Source } from './source'

interface Options {
  identities: Identities
  /** The followed file that a position serves now; null when it serves none. */
  ownerOf: (position: Position) => Source | null
  /** Reads what a file contains now, and gives its content. */
  bringUpToDate: (owner: Source) => Promise<Content | null>
}

async function hasMark(content: Content, { offset, print }: Mark): Promise<boolean> {
  const length = Math.min(offset, markBytes)
  const before = await content.read(offset - length, length)
  return before.length === length && fingerprint(before) === print
}

/** Whether a content begins with all that was read up to a position. */
export async function agrees(position: Position, content: Content): Promise<boolean> {
  const { head, headBytes, marks, offset } = position
  if (content.bytes !== null && content.bytes < offset) return false
  if (fingerprint(await content.read(0, headBytes)) !== head) return false
  const end = content.bytes ?? offset
  const mark = marks.filter((known) => known.offset <= end).at(-1)
  if (mark && !(await hasMark(content, mark))) return false
  if (content.bytes !== null || offset === 0 || mark?.offset === offset) return true
  return (await content.read(offset - 1, 1)).length === 1
}

/** How far a content has, by the marks of a position, what was read up to there; null when not even up to the first. */
async function commonOffset({ marks, offset }: Position, content: Content): Promise<number | null> {
  for (const mark of [...marks].reverse()) {
    if (content.bytes !== null && mark.offset > content.bytes) continue
    // Lines between the position and a mark ahead of it are not stored.
    if (await hasMark(content, mark)) return Math.min(mark.offset, offset)
  }
  return null
}

/** How far lines are read that a copy has in common, up to `bytes`, with a file that is read up to `readBytes`. */
async function wholeLines(
  content: Content,
  encoding: Encoding,
  bytes: number,
  readBytes: number,
): Promise<number> {
  if (bytes >= readBytes) return readBytes
  // Even, for the two bytes of a character in UTF-16.
  const from = Math.max(0, 2 * Math.floor((bytes - maxLineBytes) / 2))
  return from + lastLineEnd(await content.read(from, bytes - from), encoding)
}

async function bytesOf(content: Content): Promise<number> {
  if (content.bytes !== null) return content.bytes
  let bytes = 0
  for await (const block of content.blocks(0)) bytes += block.length
  return bytes
}

const copyPauseMs = 10_000
const maxLineBytes = 4 << 20

/** Tells which file a content belongs to: one that is known, a copy of one, or a new one. */
export function newRecognition({ identities, ownerOf, bringUpToDate }: Options) {
  const isOwnerStill = async (owner: Source, position: Position) => {
    await bringUpToDate(owner)
    return owner.position === position
  }

  /** How far a file is a copy of one that is followed; null when it is another, 'free' when that one has changed. */
  async function copiedBytes(
    position: Position,
    owner: Source,
    source: Source,
    content: Content,
  ): Promise<number | 'free' | null> {
    // Both were empty at the same time: what they have in common since was written twice.
    if (source.emptyPass > 0 && source.emptyPass === owner.emptyPass) return null
    const theirs = await bringUpToDate(owner)
    if (owner.position !== position || !theirs) return 'free'
    const { bytes, ended } = await commonBytes(content, theirs, 0)
    // It may have been cut short while it was compared.
    if (!(await isOwnerStill(owner, position))) return 'free'
    return ended === null ? null : wholeLines(content, source.encoding, bytes, position.offset)
  }

  /** The position of this very file, from before a restart. Another may have had its number before. */
  async function ownAmong(alike: Position[], { stat }: Source, content: Content) {
    for (const known of alike)
      if (known.fileId === stat.id && ownerOf(known) === null && (await agrees(known, content)))
        return known
    return null
  }

  /** `rejected` is the position that the file had until its content was replaced. */
  async function identify(
    source: Source,
    content: Content,
    head: Buffer,
    rejected: Position | null,
  ): Promise<Position> {
    const file = { path: source.path, head }
    const alike = identities.beginningLike(head)
    const own = await ownAmong(alike, source, content)
    for (const known of alike) {
      if (own && known.offset <= own.offset) return own
      const owner = ownerOf(known)
      if (owner && owner !== source) {
        if (own?.copyOf === null && (await isOwnerStill(owner, known))) continue
        const bytes = await copiedBytes(known, owner, source, content)
        if (bytes === null || (bytes !== 'free' && own && bytes <= own.offset)) continue
        if (bytes !== 'free') return identities.addCopy(known, bytes, file)
      }
      if (await agrees(known, content)) return known
      const readTo = own ? null : await commonOffset(known, content)
      if (readTo === null) continue
      if (known === rejected || known.path === source.path)
        return Object.assign(identities.addCopy(known, readTo, file), { copyOf: null })
      const end = await bytesOf(content)
      const common = await wholeLines(content, source.encoding, end, known.offset)
      return identities.addCopy(known, common, file)
    }
    if (own) return own
    const position = identities.positionOf(source.path, head)
    // A log that was cut short goes on without its header lines.
    position.content.reader.header = identities.headerOf(source.stat.id)
    return position
  }

  /** Moves the position of a copy that has grown past what it still has in common with its original. */
  async function followCopy(source: Source, position: Position, content: Content) {
    const original = position.copyOf === null ? null : identities.byKey(position.copyOf)
    const pausedMs = source.stat.modifiedMs - position.modifiedMs
    // What is added after a pause is not copied: it is written.
    if (!original || pausedMs >= copyPauseMs) {
      position.copyOf = null
      return position
    }
    const owner = ownerOf(original)
    const theirs = owner && (await bringUpToDate(owner))
    if (theirs && ownerOf(original) !== null) {
      const { bytes, ended } = await commonBytes(content, theirs, position.offset)
      if (await isOwnerStill(owner, original)) {
        const end = position.offset + bytes
        const common = await wholeLines(content, source.encoding, end, original.offset)
        position.offset = Math.max(position.offset, common)
        if (ended === null) position.copyOf = null
        return position
      }
    }
    if (await agrees(original, content)) {
      identities.drop(position)
      return original
    }
    position.copyOf = null
    return position
  }

  return { identify, followCopy }
}
