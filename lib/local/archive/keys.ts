import { createHash } from 'node:crypto'

const maxNameLength = 80

/**
 * A log group's name as one step of a path: `/` becomes `-`. Where that could be mistaken for
 * another log group, or is unfit as a folder's name, a part of its hash follows.
 */
export function folderOf(group: string): string {
  const plain = group.replaceAll('/', '-')
  const clean = plain
    .replace(/[^\w.-]/g, '_')
    .replace(/^\./, '_')
    .slice(0, maxNameLength)
  if (clean === plain && !group.includes('-')) return plain
  return `${clean}~${createHash('sha256').update(group).digest('hex').slice(0, 8)}`
}

const two = (value: number) => String(value).padStart(2, '0')
const fourDigits = (year: number) => String(year).padStart(4, '0')

/** year=2026/month=11/day=20/hour=10 of an hour in UTC. */
export function hourFolder(fromMs: number): string {
  const time = new Date(fromMs)
  return `year=${fourDigits(time.getUTCFullYear())}/month=${two(time.getUTCMonth() + 1)}/day=${two(time.getUTCDate())}/hour=${two(time.getUTCHours())}`
}

/** Both objects of a part of an hour. */
export function partKeys(group: string, fromMs: number, part: number) {
  const folder = folderOf(group)
  const time = new Date(fromMs)
  const start = `${fourDigits(time.getUTCFullYear())}${two(time.getUTCMonth() + 1)}${two(time.getUTCDate())}T${two(time.getUTCHours())}00Z`
  const key = `${folder}/${hourFolder(fromMs)}/${folder}-${start}-part-${part}`
  return { lines: `${key}.log.gz`, parquet: `${key}.parquet` }
}

export const manifestFolder = (folder: string) => `${folder}/manifest/`
export const entryKey = (folder: string, sequence: number) =>
  `${manifestFolder(folder)}${String(sequence).padStart(9, '0')}.json`

/** Such as 2026-11-20T10:00Z. */
export const hourName = (fromMs: number) => `${new Date(fromMs).toISOString().slice(0, 13)}:00Z`
