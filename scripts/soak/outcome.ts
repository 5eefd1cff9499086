import { join } from 'node:path'
import { envWith } from '@/lib/env'
import { openStore } from '@/lib/local/store/store'
import { dataFolder } from '../data-folder'
import type { Held } from './watched-server'

export interface LineCounts {
  written: number
  stored: number
  /** Of the stored lines, those that differ. */
  distinct: number
}

const flatShare = 0.05
const flatDescriptors = 10

const meanOf = (all: readonly Held[]): Held => {
  const mean = (of: (one: Held) => number) =>
    Math.round(all.reduce((sum, one) => sum + of(one), 0) / Math.max(1, all.length))
  return {
    memoryMB: mean(({ memoryMB }) => memoryMB),
    descriptors: mean(({ descriptors }) => descriptors),
  }
}

/** What is stored of the log: how many lines, and their numbers. */
async function storedIn(dataDir: string, log: string) {
  const env = envWith({ DATA_DIR: dataDir, ACCESS_LOG: log })
  const store = await openStore({ path: join(dataFolder(env), 'cloudwatch.duckdb') })
  try {
    const { from, field } = store.source([env.logGroup])
    const { rows } = await store.query(
      `SELECT ${field('bytes')}::INTEGER AS number, count(*) FROM ${from} GROUP BY number ORDER BY number`,
    )
    return {
      stored: rows.reduce((sum, [, times]) => sum + Number(times), 0),
      numbers: rows.map(([number]) => Number(number)),
    }
  } finally {
    await store.close()
  }
}

/** The numbers up to `last` that are missing, as ranges. */
function gapsIn(numbers: readonly number[], last: number): string[] {
  const ends = [...numbers, last + 1]
  return ends.flatMap((number, at) => {
    const before = at === 0 ? 0 : (ends[at - 1] ?? 0)
    return number - before > 1 ? [`${before + 1} to ${number - 1}`] : []
  })
}

/** What came of the lines that were written. */
export async function linesOf({
  dataDir,
  path,
  written,
}: {
  dataDir: string
  path: string
  written: number
}): Promise<{ counts: LineCounts; wrong: string[] }> {
  const { stored, numbers } = await storedIn(dataDir, path)
  const distinct = numbers.length
  const gaps = gapsIn(numbers, written).join(', ')
  return {
    counts: { written, stored, distinct },
    wrong: [
      ...(distinct === written
        ? []
        : [`${written - distinct} of ${written} lines are lost: ${gaps}`]),
      ...(stored === distinct ? [] : [`${stored - distinct} lines are stored twice`]),
    ],
  }
}

/** Whether what a process holds is flat, from what it held before and held then. */
export function growthOf(
  before: readonly Held[],
  then: readonly Held[],
): { held: [Held, Held]; grown: string[] } {
  const [from, to] = [meanOf(before), meanOf(then)]
  const isFlat = Math.abs(to.memoryMB - from.memoryMB) <= from.memoryMB * flatShare
  const isClosed = Math.abs(to.descriptors - from.descriptors) <= flatDescriptors
  return {
    held: [from, to],
    grown: [
      ...(isFlat
        ? []
        : [`memory went from ${from.memoryMB} to ${to.memoryMB} MB over the last half`]),
      ...(isClosed ? [] : [`descriptors went from ${from.descriptors} to ${to.descriptors}`]),
    ],
  }
}
