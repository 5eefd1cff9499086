import { fileProblem } from '@/lib/file-problem'

/** What went wrong; of a file or folder, its path and why. */
export function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { path, address, message } = error as NodeJS.ErrnoException & { address?: string }
  const reason = fileProblem(error)
  const where = path ?? address ?? /'([^']+)'$/.exec(message)?.[1]
  return reason === message || where === undefined ? message : `${where}: ${reason}.`
}

/** Runs a command. Exits with the code that it gives, or says the error and exits with that of `codeOf`. */
export function runMain(
  main: () => Promise<unknown>,
  codeOf: (error: unknown) => number = () => 1,
): void {
  // The docs name the Node that the AWS SDK will want; not each start.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  // Whoever reads the output may have seen enough of it, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
  main().then(
    (code) => {
      if (typeof code === 'number') process.exit(code)
    },
    (error: unknown) => {
      console.error(said(error))
      process.exit(codeOf(error))
    },
  )
}
