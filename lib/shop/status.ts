/** A status such as 302, or a class such as `2xx`. */
export type StatusCondition = string | number
/** From inclusive, to exclusive. */
export interface StatusRange {
  from: number
  to: number
}

/** What counts: below 400 when nothing is said. */
export function statusRanges(
  status: StatusCondition | readonly StatusCondition[] | undefined,
): readonly StatusRange[] {
  if (status === undefined) return [{ from: 0, to: 400 }]
  const all = typeof status === 'object' ? status : [status]
  return all.map((one) => {
    const text = String(one)
    const from = text.endsWith('xx') ? Number(text[0]) * 100 : Number(text)
    return { from, to: text.endsWith('xx') ? from + 100 : from + 1 }
  })
}

export const statusFits = (ranges: readonly StatusRange[], status: number): boolean =>
  ranges.some(({ from, to }) => status >= from && status < to)
