'use client'

import { type ComponentProps, lazy, type ReactNode, Suspense } from 'react'
import styles from './charts.module.css'
import { colours } from './colours'
import { percent, type Scale, shareOf, tickTexts } from './scale'
import { timeTicks } from './time-ticks'
import { useSignOfLife } from './use-sign-of-life'

interface Props {
  /** What the picture shows, for those who do not see it. */
  label: string
  fromMs: number
  toMs: number
  zone: string
  scale: Scale
  /** Of a second set of values, with as many ticks as `scale`. */
  rightScale?: Scale
  height?: number
  /** SVG in percent of the plot. */
  children?: ReactNode
  /** What the pointer finds. */
  hover?: Pick<ComponentProps<typeof Hover>, 'count' | 'noteOf'>
  /** Lies over the plot, as large as it. */
  over?: ReactNode
}

const Hover = lazy(() => import('./hover').then(({ Hover: default_ }) => ({ default: default_ })))

/** The frame of a chart over time: grid, axes and labels. All is in percent, so no script is needed. */
export function Plot(props: Props) {
  const { label, fromMs, toMs, zone, scale, rightScale, height, children, hover, over } = props
  const isSomeoneThere = useSignOfLife()
  return (
    <div className={styles.chart} style={{ height }}>
      <div className={styles.plot} data-two-axes={rightScale !== undefined}>
        <svg className={styles.drawing} role="img" aria-label={label}>
          {scale.ticks.map((tick) => {
            const y = percent(1 - shareOf(tick, scale))
            return (
              <line
                key={tick}
                x2="100%"
                y1={y}
                y2={y}
                stroke={colours.grid}
                shapeRendering="crispEdges"
              />
            )
          })}
          {children}
        </svg>
        <ValueAxis scale={scale} />
        {rightScale && <ValueAxis scale={rightScale} right />}
        <TimeAxis fromMs={fromMs} toMs={toMs} zone={zone} />
        <div className={styles.over}>
          {over}
          <Suspense>{isSomeoneThere && hover && <Hover label={label} {...hover} />}</Suspense>
        </div>
      </div>
    </div>
  )
}

function ValueAxis({ scale, right = false }: { scale: Scale; right?: boolean }) {
  const texts = tickTexts(scale)
  return (
    <div className={right ? styles.right : styles.left} aria-hidden="true">
      {scale.ticks.map((tick, at) => (
        <span key={tick} style={{ bottom: percent(shareOf(tick, scale)) }}>
          {texts[at]}
        </span>
      ))}
    </div>
  )
}

// The narrowest plot that each is for, in px; the style sheet shows the one that has room.
const sizes = [
  { px: 230, className: styles.narrow },
  { px: 560, className: styles.wide },
]

function TimeAxis({ fromMs, toMs, zone }: Pick<Props, 'fromMs' | 'toMs' | 'zone'>) {
  return sizes.map(({ px, className }) => (
    <div key={px} className={className} aria-hidden="true">
      {timeTicks(fromMs, toMs, zone, px).map(({ ms, text }) => (
        <span key={ms} style={{ left: percent((ms - fromMs) / (toMs - fromMs)) }}>
          {text}
        </span>
      ))}
    </div>
  ))
}
