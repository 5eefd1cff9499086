/**
 * Thrift's compact protocol, as far as the foot of a Parquet file uses it: bytes to values and back,
 * whatever the fields mean. Integers are bigint; true and false have types of their own.
 */

export type Value = bigint | boolean | Uint8Array | Struct | List
export interface Struct {
  fields: Field[]
}
export interface Field {
  id: number
  type: number
  value: Value
}
export interface List {
  type: number
  items: Value[]
}

const types = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
}

const unknown = (type: number) => new Error(`Thrift type ${type} is not read here`)

/** Reads one struct from the start of the bytes. Throws an Error when they are none. */
export function readStruct(bytes: Uint8Array): Struct {
  let at = 0
  function byte(): number {
    const value = bytes[at]
    if (value === undefined) throw new Error('Thrift data ends too early')
    at += 1
    return value
  }
  function varint(): bigint {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const next = byte()
      value |= BigInt(next & 127) << shift
      if (next < 128) return value
    }
  }
  const integer = () => {
    const value = varint()
    return (value >> 1n) ^ -(value & 1n)
  }
  function take(length: number): Uint8Array {
    if (length > bytes.length - at) throw new Error('Thrift data ends too early')
    at += length
    return bytes.subarray(at - length, at)
  }
  function list(): List {
    const head = byte()
    const type = head & 15
    const size = head >> 4 === 15 ? Number(varint()) : head >> 4
    return { type, items: Array.from({ length: size }, () => item(type)) }
  }
  function item(type: number): Value {
    if (type === types.true || type === types.false) return byte() === types.true
    return value(type)
  }
  function value(type: number): Value {
    if (type === types.true || type === types.false) return type === types.true
    if (type === types.byte) return BigInt(byte())
    if (type >= types.i16 && type <= types.i64) return integer()
    if (type === types.double) return take(8)
    if (type === types.binary) return take(Number(varint()))
    if (type === types.list || type === types.set) return list()
    if (type === types.struct) return struct()
    throw unknown(type)
  }
  function struct(): Struct {
    const fields: Field[] = []
    for (let id = 0; ; ) {
      const head = byte()
      if (head === 0) return { fields }
      id = head >> 4 === 0 ? Number(integer()) : id + (head >> 4)
      const type = head & 15
      fields.push({ id, type, value: value(type) })
    }
  }
  return struct()
}

/** The bytes of a struct. */
export function writeStruct(root: Struct): Buffer {
  const out: (number | Uint8Array)[] = []
  function varint(value: bigint) {
    let rest = value
    for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128)
    out.push(Number(rest))
  }
  const integer = (value: bigint) => varint(value >= 0n ? value << 1n : (-value << 1n) - 1n)
  function list({ type, items }: List) {
    if (items.length < 15) out.push((items.length << 4) | type)
    else {
      out.push(0xf0 | type)
      varint(BigInt(items.length))
    }
    for (const item of items) {
      if (typeof item === 'boolean') out.push(item ? types.true : types.false)
      else value(type, item)
    }
  }
  function value(type: number, given: Value) {
    // A field's type says it all.
    if (typeof given === 'boolean') return
    if (typeof given === 'bigint') {
      if (type === types.byte) out.push(Number(given))
      else integer(given)
    } else if (given instanceof Uint8Array) {
      if (type === types.binary) varint(BigInt(given.length))
      out.push(given)
    } else if ('items' in given) list(given)
    else struct(given)
  }
  function struct({ fields }: Struct) {
    let last = 0
    for (const { id, type, value: given } of fields) {
      const step = id - last
      if (step > 0 && step <= 15) out.push((step << 4) | type)
      else {
        out.push(type)
        integer(BigInt(id))
      }
      value(type, given)
      last = id
    }
    out.push(0)
  }
  struct(root)
  return Buffer.concat(out.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : part)))
}
