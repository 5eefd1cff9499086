import { type PlainRequest, zero } from '@/lib/access-log/plain/plain-request'
import type { NewEvent } from '@/lib/local/store/batch'

const slots = 1 << 14
// In how many of them a key may stand.
const ways = 4
// One for the length.
const slotBytes = 128
// FNV-1a.
const [fnvOffset, fnvPrime] = [0x811c9dc5 | 0, 0x01000193]
const [none, end, zeroByte] = [0, 0x1f, 0x30]
const computed = zero

/** What `make` gives for a plain request, where only some of its fields decide that: made once for all that agree in these. */
export function newAlike<T>(fields: readonly string[], make: (event: NewEvent) => T) {
  const keys = new Uint8Array(slots * slotBytes)
  const values: (T | undefined)[] = new Array(slots).fill(undefined)
  const key = new Uint8Array(slotBytes)
  let turn = 0
  let names: readonly string[] = []
  let numbers: number[] = []

  /** Writes the fields into the key after its length, in their order; gives their hash, null when they are too long. */
  function setKey(spans: Int32Array, bytes: Uint8Array): number | null {
    let length = 1
    let hash = fnvOffset
    for (let field = 0; field < numbers.length; field += 1) {
      const number = numbers[field] as number
      const from = number === -1 ? computed : (spans[2 * number] as number)
      const to = from === computed ? 0 : (spans[2 * number + 1] as number)
      if (length + to - from + 1 > slotBytes) return null
      for (let at = from; at < to; at += 1) {
        const byte = from === computed ? (number === -1 ? none : zeroByte) : (bytes[at] as number)
        key[length] = byte
        hash = Math.imul(hash ^ byte, fnvPrime)
        length += 1
      }
      key[length] = end
      hash = Math.imul(hash ^ end, fnvPrime)
      length += 1
    }
    key[0] = length
    return hash
  }

  function isKeyAt(start: number): boolean {
    const length = key[0] as number
    for (let at = 0; at < length; at += 1) if (keys[start + at] !== key[at]) return false
    return true
  }

  return (request: PlainRequest, bytes: Uint8Array, event: () => NewEvent): T => {
    if (request.names !== names) {
      names = request.names
      numbers = fields.map((name) => names.indexOf(name))
    }
    const hash = setKey(request.spans, bytes)
    if (hash === null) return make(event())
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
    const first = (mixed ^ (mixed >>> 13)) & (slots - ways)
    for (let slot = first; slot < first + ways; slot += 1) {
      const known = values[slot]
      if (known !== undefined && isKeyAt(slot * slotBytes)) return known
    }
    const value = make(event())
    turn += 1
    const slot = first + (turn % ways)
    keys.set(key, slot * slotBytes)
    values[slot] = value
    return value
  }
}
