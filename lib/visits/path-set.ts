const maxLength = 256
const words = 8

/** A 32 bit hash (FNV-1a) of a part of a text; of long ones, of the first 256 characters. */
export function hashOf(text: string, from = 0, to = text.length): number {
  const end = Math.min(to, from + maxLength)
  let hash = 0x811c9dc5
  for (let at = from; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash ^ (hash >>> 15)
}

/** Which paths were asked for, in 256 bits: of many, some others seem to be there too. */
export class PathSet {
  #bits: number[] | null = null
  #only = 0
  #size = 0

  add(path: number): void {
    if (this.#size === 0) {
      this.#only = path
      this.#size = 1
    } else if (this.#bits !== null) this.#set(path)
    else if (path !== this.#only) {
      // Most clients ask for one path only and never need the bits.
      this.#bits = Array<number>(words).fill(0)
      this.#size = 2
      this.#set(this.#only)
      this.#set(path)
    }
  }

  has(path: number): boolean {
    if (this.#bits === null) return this.#size === 1 && path === this.#only
    return (((this.#bits[path & 7] ?? 0) >>> ((path >>> 3) & 31)) & 1) === 1
  }

  /** Whether everything asked for so far was one path. */
  get isSingle(): boolean {
    return this.#size === 1
  }

  #set(path: number): void {
    const word = path & 7
    if (this.#bits) this.#bits[word] = (this.#bits[word] ?? 0) | (1 << ((path >>> 3) & 31))
  }
}
