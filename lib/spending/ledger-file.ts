import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileProblem } from '@/lib/file-problem'
import { type Ledger, ledgerSchema, newLedger } from './ledger'

interface LedgerFile {
  ledger: Ledger
  /** Writes what is new. Never throws. */
  save(): void
  close(): void
}

const saveEveryMs = 30_000

const isNotThere = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** A ledger that goes on after a restart. Says in a sentence what is wrong with its file. */
export function openLedgerFile(path: string, log: (text: string) => void): LedgerFile {
  function read(): Ledger {
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      if (!isNotThere(error))
        log(`${path} cannot be read: ${fileProblem(error)}. Spending is counted anew.`)
      return newLedger()
    }
    try {
      return newLedger(ledgerSchema.parse(JSON.parse(text)))
    } catch {
      log(
        `${path} is not as CafeWatch wrote it, and is begun anew: spending is counted from now on.`,
      )
      return newLedger()
    }
  }

  const ledger = read()
  let saved = ledger.version()
  let problem: string | null = null
  function save(): void {
    const version = ledger.version()
    if (version === saved) return
    try {
      writeFileSync(`${path}.new`, JSON.stringify(ledger.entries()), { mode: 0o600 })
      renameSync(`${path}.new`, path)
      saved = version
      problem = null
    } catch (error) {
      const now = fileProblem(error)
      if (now !== problem)
        log(`${path} cannot be written: ${now}. After a restart spending is counted from then on.`)
      problem = now
    }
  }
  const timer = setInterval(save, saveEveryMs)
  timer.unref()
  return {
    ledger,
    save,
    close: () => {
      clearInterval(timer)
      save()
    },
  }
}
