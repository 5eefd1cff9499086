import { createHash } from 'node:crypto'
import { loggedSecret, wholeAddress } from './planted'

const maxLayers = 6

const named: Record<string, string> = {
  amp: '&',
  quot: '"',
  lt: '<',
  gt: '>',
  period: '.',
  colon: ':',
}

/** A text of which one layer of escapes is taken away: of URLs, JSON, nginx and HTML. */
export const unescaped = (text: string): string =>
  text.replace(
    /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|\\(["\\/])|&#(\d{1,7});|&#x([0-9a-f]{1,6});|&(amp|quot|lt|gt|period|colon);/gi,
    (whole, percent, json, nginx, sign, decimal, hex, name) => {
      if (sign) return sign
      if (name) return named[name.toLowerCase()] ?? whole
      const code = decimal ? Number(decimal) : Number.parseInt(percent ?? json ?? nginx ?? hex, 16)
      return code <= 0xffff ? String.fromCharCode(code) : whole
    },
  )

function* layersOf(text: string): Generator<string> {
  let layer = text
  for (let at = 0; at < maxLayers; at += 1) {
    yield layer
    const next = unescaped(layer)
    if (next === layer) return
    layer = next
  }
}

// A letter more before it moves all that stand behind: what a query puts before an address is found too.
const decoded = (run: string) =>
  [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1'))

const maxKnown = 200_000

/** What was looked through and found clean: pages repeat each other, and so do the runs of letters in them. */
class Known {
  readonly #known = new Set<string>()

  has(text: string): boolean {
    return this.#known.has(text)
  }

  add(text: string): void {
    if (this.#known.size >= maxKnown) this.#known.clear()
    this.#known.add(text)
  }
}

/** Looks for what may not be in an answer; `secrets` are those of the server itself. */
export class Spills {
  readonly #bodies = new Known()
  readonly #runs = new Known()

  constructor(readonly secrets: readonly string[]) {}

  /** What an answer holds that it may not; null when it holds nothing of the kind. */
  in(body: string): string | null {
    const digest = createHash('sha256').update(body).digest('base64')
    if (this.#bodies.has(digest)) return null
    const found = this.#inLayers(body) ?? this.#inRuns(body)
    if (!found) this.#bodies.add(digest)
    return found
  }

  #inRuns(body: string): string | null {
    for (const [run] of body.matchAll(/[\w+/-]{15,}/g)) {
      if (this.#runs.has(run)) continue
      for (const text of decoded(run)) {
        const found = this.#inLayers(text)
        if (found) return found
      }
      this.#runs.add(run)
    }
    return null
  }

  #inLayers(whole: string): string | null {
    for (const text of layersOf(whole)) {
      const [address] = wholeAddress.exec(text) ?? []
      if (address) return `a whole address, ${address}`
      const [secret] = loggedSecret.exec(text) ?? []
      if (secret) return `a secret of the log, ${secret}`
      if (this.secrets.some((one) => text.includes(one))) return 'a secret of the server'
    }
    return null
  }
}

/** The same of one text alone. */
export const spilled = (body: string, secrets: readonly string[]): string | null =>
  new Spills(secrets).in(body)
