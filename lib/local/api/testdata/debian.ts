import { execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const packages = ['awscli', 'python3-boto3']
const there = () =>
  existsSync('/usr/bin/aws') &&
  spawnSync('/usr/bin/python3', ['-c', 'import boto3.session'], { stdio: 'ignore' }).status === 0

/** Installs Debian's AWS clients where they are missing. Why they cannot be used, or null when they can. */
export function clientsMissing(): string | null {
  if (there()) return null
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return `needs Debian's packages ${packages.join(' and ')}, and only root may install them`
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', ...packages]])
    spawnSync('/usr/bin/apt-get', command, { stdio: ['ignore', 'ignore', 'inherit'] })
  return there() ? null : `needs Debian's packages ${packages.join(' and ')}, which apt-get could not install`
}

// Nothing of this machine's own AWS settings reaches these programs.
const env = {
  NODE_ENV: 'test' as const,
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C.UTF-8',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_DEFAULT_REGION: 'local',
  AWS_PAGER: '',
}

/** What a program prints. Rejects when it fails. */
export async function runDebian(program: string, args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 64 << 20, env })
  return stdout
}

/** The aws command, running. `run` gives what it prints and rejects with its complaint. */
export function openAws(session: string) {
  const child = spawn('/usr/bin/python3', [session], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let last: Promise<unknown> = Promise.resolve()
  async function once(args: string[]): Promise<string> {
    child.stdin.write(`${JSON.stringify(args)}\n`)
    const { value } = await lines.next()
    const { status, out, error } = JSON.parse(value ?? '{"error":"it ended by itself"}')
    if (status !== 0) throw new Error(`aws ${args.join(' ')}: ${error}`)
    return out
  }
  return {
    run(args: string[]): Promise<string> {
      const mine = last.then(() => once(args))
      last = mine.catch(() => {})
      return mine
    },
    close: () => child.stdin.end(),
  }
}
