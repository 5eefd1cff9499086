/** The store cannot be used now; it reopens by itself. */
export class StoreFailed extends Error {
  constructor(path: string) {
    super(
      `The store ${path} could not be written, most likely because its disk is full. Free some space there: the store opens again by itself, and reading goes on where it stopped.`,
    )
  }
}
