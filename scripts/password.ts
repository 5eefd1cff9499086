import { createInterface } from 'node:readline'
import type { ReadStream } from 'node:tty'

/** Reads a line from a terminal without showing it. */
async function typed(input: ReadStream, question: string): Promise<string> {
  process.stderr.write(question)
  const lines = createInterface({ input, terminal: false })
  input.setRawMode?.(false)
  const { spawnSync } = await import('node:child_process')
  spawnSync('stty', ['-echo'], { stdio: ['inherit', 'ignore', 'ignore'] })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    spawnSync('stty', ['echo'], { stdio: ['inherit', 'ignore', 'ignore'] })
    process.stderr.write('\n')
    lines.close()
  }
}

/** The password on standard input: its first line; asked for, unseen and twice, where that is a terminal. */
export async function passwordFrom(input: NodeJS.ReadStream): Promise<string> {
  if (input.isTTY) {
    const password = await typed(input, 'Password: ')
    if ((await typed(input, 'Again: ')) !== password)
      throw new Error('The two passwords differ. Nothing was changed.')
    return password
  }
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    lines.close()
    return line
  }
  throw new Error('Give the password on standard input.')
}
