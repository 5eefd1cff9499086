import { type List, readStruct, type Struct, type Value, writeStruct } from './thrift'

/**
 * Makes one Parquet file of several with the same columns: their row groups one after another as
 * they are, and one foot that says where each is now. So a long hour is written in short steps.
 */

const magic = Buffer.from('PAR1')
// Of the format's description, parquet.thrift.
const file = { rows: 3, rowGroups: 4 }
const rowGroup = { columns: 1, offset: 5, ordinal: 7 }
const chunk = { offset: 2, about: 3, offsetIndex: 4, columnIndex: 6 }
const about = { dataPage: 9, indexPage: 10, dictionaryPage: 11, bloomFilter: 14 }

function fieldOf(struct: Struct, id: number): Value | undefined {
  return struct.fields.find((field) => field.id === id)?.value
}
const listOf = (struct: Struct, id: number) => (fieldOf(struct, id) as List).items as Struct[]

/** Moves what the fields point to. Zero points nowhere. */
function move(struct: Struct, ids: number[], by: bigint) {
  for (const field of struct.fields) {
    if (ids.includes(field.id) && typeof field.value === 'bigint' && field.value > 0n)
      field.value += by
  }
}

function moveRowGroup(group: Struct, by: bigint, ordinal: number) {
  move(group, [rowGroup.offset], by)
  for (const field of group.fields) if (field.id === rowGroup.ordinal) field.value = BigInt(ordinal)
  for (const column of listOf(group, rowGroup.columns)) {
    move(column, [chunk.offset, chunk.offsetIndex, chunk.columnIndex], by)
    const found = fieldOf(column, chunk.about)
    if (found)
      move(
        found as Struct,
        [about.dataPage, about.indexPage, about.dictionaryPage, about.bloomFilter],
        by,
      )
  }
}

/** What stands in the file before the foot, and the foot. Throws an Error when it is no Parquet file. */
function taken(bytes: Buffer): { body: Buffer; foot: Struct } {
  const end = bytes.length - 8
  if (end < 4 || !bytes.subarray(0, 4).equals(magic) || !bytes.subarray(-4).equals(magic))
    throw new Error('This is no Parquet file')
  const start = end - bytes.readUInt32LE(end)
  if (start < 4) throw new Error('This is no Parquet file')
  return { body: bytes.subarray(4, start), foot: readStruct(bytes.subarray(start, end)) }
}

/** Takes files one after another; `write` gets the joined file's bytes in order. */
export function parquetJoiner(write: (bytes: Buffer) => Promise<void>) {
  let offset = 0
  let rows = 0n
  let foot: Struct | null = null
  const groups: Value[] = []
  const put = async (bytes: Buffer) => {
    offset += bytes.length
    await write(bytes)
  }
  return {
    async add(bytes: Buffer): Promise<void> {
      if (offset === 0) await put(magic)
      const next = taken(bytes)
      for (const group of listOf(next.foot, file.rowGroups)) {
        moveRowGroup(group, BigInt(offset - 4), groups.length)
        groups.push(group)
      }
      rows += fieldOf(next.foot, file.rows) as bigint
      foot ??= next.foot
      await put(next.body)
    },
    /** How many rows the joined file has. */
    async end(): Promise<number> {
      if (!foot) throw new Error('A Parquet file has one part at least')
      for (const field of foot.fields) {
        if (field.id === file.rows) field.value = rows
        if (field.id === file.rowGroups) (field.value as List).items = groups
      }
      const bytes = writeStruct(foot)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      await put(Buffer.concat([bytes, length, magic]))
      return Number(rows)
    },
  }
}
