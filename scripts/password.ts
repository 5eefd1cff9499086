import { spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { ReadStream } from 'node:tty'
import { onEnd } from './on-end'

/** Whether the terminal shows what is typed. */
const setEcho = (isOn: boolean) =>
  spawnSync('stty', [isOn ? 'echo' : '-echo'], { stdio: ['inherit', 'ignore', 'ignore'] })

/** Reads a line from a terminal without showing it. */
async function typed(input: ReadStream, question: string): Promise<string> {
  const lines = createInterface({ input, terminal: false })
  input.setRawMode?.(false)
  setEcho(false)
  process.stderr.write(question)
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    setEcho(true)
    process.stderr.write('\n')
    lines.close()
  }
}

// As shells say it of a command that was ended by SIGINT.
const interrupted = 130

/** The password on standard input: its first line; asked for, unseen and twice, where that is a terminal. */
export async function passwordFrom(input: NodeJS.ReadStream): Promise<string> {
  if (input.isTTY) {
    // The terminal is the shell's again, and shows what is typed there.
    onEnd(() => {
      setEcho(true)
      process.stderr.write('\n')
      process.exit(interrupted)
    })
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
