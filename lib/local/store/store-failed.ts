/** What a process may do about files that it may not let grow. */
export const tooLarge =
  'it may not become that large (ulimit -f). Start CafeWatch with ulimit -f unlimited, or LimitFSIZE=infinity in the unit.'

/** The store cannot be used now; it reopens by itself. */
export class StoreFailed extends Error {
  constructor(path: string, cause?: unknown) {
    const said = cause instanceof Error ? cause.message : ''
    super(
      /File too large|EFBIG|ulimit -f/i.test(said)
        ? `The store ${path} could not be written: ${tooLarge}`
        : `The store ${path} could not be written, most likely because its disk is full. Free some space there: the store opens again by itself, and reading goes on where it stopped.`,
    )
  }
}
