import type { Span } from '@/lib/text/problem'
import { identifier, type Sql } from './sql'

/** A field, or what else is called by a name. */
export interface Named extends Span {
  name: string
  path: readonly string[]
}

/** What is called so without standing in the query. */
export const namedBy = (name: string): Named => ({ name, path: name.split('.'), start: 0, end: 0 })

const maxLength = 60

/** Column names of one relation. SQL ignores their letter case, and fields may be called anything. */
export class Names {
  readonly #taken: Set<string>

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken)
  }

  /** The name itself, where no column has it yet. */
  take(name: string): Sql {
    const plain = name.slice(0, maxLength).replace(/\p{C}/gu, '_') || '_'
    let free = plain
    for (let next = 2; this.#taken.has(free.toLowerCase()); next += 1) free = `${plain}_${next}`
    this.#taken.add(free.toLowerCase())
    return identifier(free)
  }
}
