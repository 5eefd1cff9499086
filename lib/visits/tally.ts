import type { RequestKind } from './request-kind'

const minMissingPages = 10
const minPagesWithoutAssets = 8
const minOwnReferers = 2
const pagesPerAsset = 4

export interface Counted {
  kind: RequestKind
  method: string
  status: number
  /** Its referer is a page that the client has asked for before. */
  isOwn: boolean
  /** The hash of its path. */
  path: number
}

/** Counts what a client asks for. */
export class Tally {
  requests = 0
  pages = 0
  assets = 0
  ownReferers = 0
  #heads = 0
  #servedPages = 0
  #servedAssets = 0
  #missingPages = 0
  #missing: number[] | null = null
  #hasOrdered = false

  add({ kind, method, status, isOwn, path }: Counted): void {
    const isServed = status < 400
    this.requests++
    if (method === 'HEAD') this.#heads++
    if (method === 'POST' && isServed) this.#hasOrdered = true
    if (kind === 'asset') {
      this.assets++
      if (isServed) this.#servedAssets++
    } else if (kind === 'page') {
      this.pages++
      if (isServed) this.#servedPages++
      if (isOwn) this.ownReferers++
      if (status === 404 || status === 410) this.#miss(path)
    }
  }

  get isHeadOnly(): boolean {
    return this.#heads > 0 && this.#heads === this.requests
  }

  /** Many different pages do not exist, and few files come with those that do. */
  get isScan(): boolean {
    return (
      this.#missing?.length === minMissingPages &&
      this.#missingPages * 2 > this.pages &&
      this.#servedAssets * pagesPerAsset < this.pages
    )
  }

  /** Pages came, but none of their files was asked for; a full cache shows in referers and orders. */
  get isWithoutAssets(): boolean {
    return (
      this.assets === 0 &&
      this.#servedPages >= minPagesWithoutAssets &&
      this.ownReferers < minOwnReferers &&
      !this.#hasOrdered
    )
  }

  #miss(path: number): void {
    this.#missingPages++
    this.#missing ??= []
    if (this.#missing.length < minMissingPages && !this.#missing.includes(path))
      this.#missing.push(path)
  }
}
