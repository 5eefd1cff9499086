import type { ArchiveStatus } from '@/lib/archive'
import type { Store } from '@/lib/local/store/store'
import { hourMs } from '@/lib/time'
import { archivePart } from './archive-hour'
import { catchUp, checkHead } from './catch-up'
import { writeHead } from './manifest'
import type { ObjectStore } from './object-store'
import { type Problem, problemOf } from './problem'
import {
  archiveTables,
  headOf,
  hoursToArchive,
  noTotals,
  type Subject,
  subjectOf,
  totalsOf,
} from './records'
import { applyRetention } from './retention'
import type { Step } from './step'

// Lines of the last seconds of an hour are written and read by then.
export const closedAfterMs = 5 * 60_000

export interface ArchiveOptions {
  store: Store
  group: string
  /** Null: no archive, and then nothing is ever deleted. */
  to: ObjectStore | null
  /** Where the newest entry of the manifest is noted beside the store. */
  headFile: string | null
  clock: () => number
  step: Step
}

/** The archive of one log group: the work of each hour, and its status. */
export function groupArchive(options: ArchiveOptions) {
  const { store, group, to, headFile, clock, step } = options
  let hoursBehind = 0
  let problem: Problem | null = null
  let headProblem: Problem | null = null
  let headChecked = false
  let creating: Promise<void> | null = null

  /** Creates the tables once: writing waits for other writers, and the status is read with every page. */
  function createTables(): Promise<void> {
    creating ??= store.run(archiveTables).catch((error: unknown) => {
      creating = null
      throw error
    })
    return creating
  }

  async function archiveAll(to: ObjectStore, subject: Subject) {
    if (!headChecked) {
      headProblem = await checkHead(to, subject, await headOf(store, subject))
      headChecked = true
    }
    const onHead = async (head: { sequence: number; sha256: string }) => {
      if (headFile) await writeHead(headFile, { target: to.name, group, head })
    }
    const head = await catchUp(store, to, subject)
    if (head.sequence > 0) await onHead(head)
    const upToId = store.newestId(group)
    const closedMs = Math.floor((clock() - closedAfterMs) / hourMs) * hourMs
    const hours = await hoursToArchive(store, subject, { closedMs, newestId: upToId })
    hoursBehind = hours.length
    for (const fromMs of hours) {
      const hour = { store, to, subject, fromMs, upToId, clock, step, onHead }
      while (await archivePart(hour)) {
        // The next part, if the hour is that long.
      }
      hoursBehind -= 1
    }
  }

  return {
    /** Archives all closed hours, then deletes what is too old. Never rejects; false when something failed. */
    async pass(): Promise<boolean> {
      if (to === null || !store.hasLogGroup(group)) return true
      try {
        await createTables()
        const subject = await subjectOf(store, to.name, group)
        await archiveAll(to, subject)
        await applyRetention(store, to, subject, { nowMs: clock(), step })
        problem = null
      } catch (error) {
        problem = problemOf(error, to.name)
      }
      return problem === null
    },

    /** What keeps it from going on; asks nobody, so it is told while the store is closed too. */
    problem: () => problem ?? headProblem,

    async status(): Promise<ArchiveStatus> {
      const days = store.hasLogGroup(group) ? store.retentionDays(group) : null
      let totals = noTotals
      if (to !== null) {
        await createTables()
        totals = await totalsOf(store, await subjectOf(store, to.name, group))
      }
      const { deletedToMs, ...archived } = totals
      return {
        to: to?.name ?? null,
        hoursBehind,
        ...archived,
        problem: problem ?? headProblem,
        retention: { days: to === null ? null : days, deletedToMs },
      }
    },
  }
}
