import { useId } from 'react'
import { full } from '@/lib/format'
import type { UrlByBin } from '@/lib/queries/url-by-bin'
import { binStarts, isPartial, type Window } from '@/lib/window'
import { colours } from './colours'
import { Legend } from './legend'
import { Bar, Hatching } from './marks'
import { Plot } from './plot'
import { scaleOf } from './scale'

const groups = [
  { name: 'answered', holds: (status: number) => status < 400, colour: colours.answered },
  {
    name: '4xx',
    holds: (status: number) => status >= 400 && status < 500,
    colour: colours.clientError,
  },
  { name: '5xx', holds: (status: number) => status >= 500, colour: colours.failed },
]

interface Props {
  rows: Pick<UrlByBin, 'bin' | 'status' | 'requests'>[]
  window: Window
  zone: string
}

/** The answers of one URL over time, failures on top of what went well. */
export function StatusBars({ rows, window, zone }: Props) {
  const hatching = useId()
  const bins = binStarts(window)
  const partial = bins.map((bin) => isPartial(bin, window))
  const stacks = bins.map((bin) => {
    let top = 0
    return groups.map((group) => {
      const requests = rows
        .filter((row) => row.bin === bin && group.holds(Number(row.status)))
        .reduce((sum, row) => sum + row.requests, 0)
      top += requests
      return { requests, top }
    })
  })
  const tops = stacks.flatMap((parts) => parts.map(({ top }) => top))
  const scale = scaleOf(tops, true)
  const [fromMs = 0] = bins
  const totals = groups.map(({ name, colour }, group) => {
    const total = stacks.reduce((sum, parts) => sum + (parts[group]?.requests ?? 0), 0)
    return { name: `${name}: ${full(total)}`, colour }
  })
  return (
    <>
      <Legend items={[...totals, partial.includes(true) && { name: 'hatched: unfinished' }]} />
      <Plot
        label={`Answers over time: ${totals.map(({ name }) => name).join(', ')}`}
        fromMs={fromMs}
        toMs={fromMs + bins.length * window.binMs}
        zone={zone}
        scale={scale}
        height={200}
      >
        {groups.map(({ name, colour }, group) => (
          <Hatching key={name} id={`${hatching}${group}`} colour={colour} />
        ))}
        {stacks.flatMap((parts, at) =>
          parts.map(({ requests, top }, group) => (
            <Bar
              key={`${bins[at]} ${groups[group]?.name}`}
              at={at}
              count={bins.length}
              from={top - requests}
              to={top}
              scale={scale}
              fill={partial[at] ? `url(#${hatching}${group})` : (groups[group]?.colour ?? '')}
            />
          )),
        )}
      </Plot>
    </>
  )
}
