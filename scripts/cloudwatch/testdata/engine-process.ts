import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { packageAlone } from '../package-alone'

/** The engine as a package, and processes of it in a working folder of their own. */
export async function packageEngine(name: string, workFolder: string) {
  // Inside this folder, where the package finds its dependencies.
  const folder = resolve('dist', name)
  await packageAlone(folder)
  const running = new Set<() => void>()

  /** Starts one and waits until it says where it listens. */
  async function start(...args: string[]) {
    const child = spawn(process.execPath, [join(folder, 'cloudwatch.js'), ...args], {
      cwd: workFolder,
      env: { NODE_ENV: 'test' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const kill = () => child.kill('SIGKILL')
    running.add(kill)
    const ended = new Promise<number | string | null>((resolve) =>
      child.once('exit', (code, signal) => {
        running.delete(kill)
        resolve(code ?? signal)
      }),
    )
    let printed = ''
    for await (const part of child.stdout) {
      printed += String(part)
      if (printed.includes('\n')) break
    }
    return {
      endpoint: /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? '',
      /** Ends it as a service manager does. Resolves to its exit code, or the signal that killed it. */
      stop() {
        child.kill('SIGTERM')
        return ended
      },
    }
  }

  return {
    start,
    remove() {
      for (const kill of running) kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
