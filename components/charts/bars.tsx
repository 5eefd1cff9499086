import { colours } from './colours'
import { percent, type Scale, shareOf } from './scale'

// Free on each side of a bar, and the least height of one that is not 0, as shares.
const gap = 0.1
const minHeight = 0.012

interface BarProps {
  /** Its place among `count` places of equal width. */
  at: number
  count: number
  /** Where it begins; 0 when absent. */
  from?: number
  to: number
  scale: Scale
  fill: string
}

/** A bar from one value to another. */
export function Bar({ at, count, from = 0, to, scale, fill }: BarProps) {
  if (from === to) return null
  const [start, end] = [shareOf(from, scale), shareOf(to, scale)]
  const height = Math.max(minHeight, Math.abs(end - start))
  return (
    <rect
      x={percent((at + gap) / count)}
      width={percent((1 - 2 * gap) / count)}
      y={percent(1 - (end > start ? start + height : start))}
      height={percent(height)}
      fill={fill}
    />
  )
}

/** A place where nothing was received: a band over the whole height. */
export function NoDataBand({ at, count }: { at: number; count: number }) {
  return (
    <rect x={percent(at / count)} width={percent(1 / count)} height="100%" fill={colours.noData} />
  )
}

/** The hatching of bars that still grow. */
export function Hatching({ id, colour }: { id: string; colour: string }) {
  return (
    <pattern
      id={id}
      width="6"
      height="6"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect width="3" height="6" fill={colour} />
    </pattern>
  )
}
