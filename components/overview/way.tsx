import { Legend } from '@/components/charts/legend'
import { percent as width } from '@/components/charts/scale'
import { NoEvents } from '@/components/shell/no-events'
import { Nothing, Panel } from '@/components/shell/panel'
import { AsTable } from '@/components/shell/table'
import { rowsOf } from '@/components/shell/use-page'
import type { Live } from '@/components/shell/use-reading'
import { withBase } from '@/lib/base-path'
import { counted, duration, full, percent } from '@/lib/format'
import type { Funnel } from '@/lib/queries/funnel'
import type { Reading } from '@/lib/reading'
import { type ComparedStep, compareSteps, enoughVisits, usualOf } from './compare-steps'
import { hasDefaultSteps, isNotSetUp } from './not-set-up'
import type { OverviewProps } from './questions'
import styles from './way.module.css'

type Props = OverviewProps<'funnel' | 'dayBefore' | 'weekBefore' | 'totals' | 'situation'>

/** What was counted in the earlier periods, each once: those of a week ago and of a day ago can be the same. */
function periodsOf(...readings: Live<Reading<Funnel>>[]): Funnel[] {
  const byStart = new Map<number, Funnel>()
  for (const { reading } of readings)
    if (reading?.ok && reading.rows[0]) byStart.set(reading.window.fromMs, reading.rows[0])
  return [...byStart.values()]
}

function StepRow({ step, isFirst }: { step: ComparedStep; isFirst: boolean }) {
  const { name, reached, share, usualShare, lostShare, fromBeforeMs, state, sentence } = step
  const details = [
    counted(reached, 'visit'),
    !isFirst && fromBeforeMs !== null && `after ${duration(fromBeforeMs)}`,
    lostShare !== null && `${percent(lostShare)} go no further`,
  ].filter((detail) => detail !== false)
  return (
    <li className={styles.step} data-state={state}>
      <b className={styles.name} title={name}>
        {state === 'broken' && <span aria-hidden="true">▲ </span>}
        {name}
      </b>
      <span className={styles.bar} aria-hidden="true">
        <i style={{ width: width(Math.min(1, share)) }} />
        {usualShare !== null && <s style={{ width: width(Math.min(1, usualShare)) }} />}
      </span>
      <span className={styles.share}>
        {percent(share)}
        {usualShare !== null && <small>usual {percent(usualShare)}</small>}
      </span>
      <span className={styles.details}>
        {sentence && <strong>{sentence}</strong>}
        {state !== 'beyond' && <span>{details.join(' · ')}</span>}
      </span>
    </li>
  )
}

const shown = (ms: number | null) => (ms === null ? '—' : duration(ms))

function Steps({ steps, noUsual }: { steps: ComparedStep[]; noUsual: string | null }) {
  return (
    <>
      <Legend
        items={[
          { name: 'visits now', colour: 'var(--q3)' },
          noUsual === null && { name: 'usual', colour: 'var(--mute)', shape: 'dashed' },
        ]}
      />
      <ol className={styles.steps} aria-label="Steps of the way to an order">
        {steps.map((step, at) => (
          <StepRow key={step.name} step={step} isFirst={at === 0} />
        ))}
      </ol>
      {noUsual && <p className="mute small">{noUsual}</p>}
      <AsTable
        caption="Visits by step of the way to an order"
        rows={steps}
        keyOf={({ name }) => name}
        texts={{ step: ({ name }) => name, state: ({ sentence }) => sentence ?? '' }}
        numbers={{
          visits: ({ reached }) => full(reached),
          'asked for it': ({ asked }) => full(asked),
          'of all visits': ({ share }) => percent(share),
          usual: ({ usualShare }) => (usualShare === null ? '—' : percent(usualShare)),
          'go no further': ({ lostShare }) => (lostShare === null ? '—' : percent(lostShare)),
          'time from the step before': ({ fromBeforeMs }) => shown(fromBeforeMs),
          'usual time': ({ usualMs }) => shown(usualMs),
        }}
      />
    </>
  )
}

/** Why there is no funnel: no steps, other paths, or no requests. */
function NoVisits(props: Pick<Props, 'site' | 'totals' | 'view' | 'source' | 'situation'>) {
  const { site, totals, view, source } = props
  const visitors = rowsOf(totals)?.[0]?.visitors ?? 0
  if (visitors === 0 || source.loading) return <NoEvents view={view} source={source} />
  if (site.steps.length === 0 || isNotSetUp(props) || hasDefaultSteps(site))
    return (
      <Nothing title="What an order is has not been set up">
        {counted(visitors, 'visitor')} came. How far they got is known once the order and the pages
        before it are chosen in <a href={withBase('/setup')}>Set-up</a>.
      </Nothing>
    )
  return (
    <Nothing title="No visit matches the steps">
      {counted(visitors, 'visitor')} came, and none asked for{' '}
      {site.steps.map(({ name }) => name).join(', ')}. The paths of the site are others than its
      steps say: <a href={withBase('/setup')}>Set-up</a> shows those that came.
    </Nothing>
  )
}

function whyNoUsual({ dayBefore, weekBefore }: Props, visits: number, usualVisits: number) {
  if (visits < enoughVisits) return 'Too few visits to compare.'
  if (usualVisits >= enoughVisits) return null
  const readings = [dayBefore.reading, weekBefore.reading]
  if (readings.some((reading) => reading === null)) return 'What is usual is still being counted.'
  if (readings.every((reading) => !reading?.ok)) return 'What is usual could not be asked.'
  return 'Nothing to compare with: too few visits in the same hours a day and a week before.'
}

/** How far visits get on the way to an order, against the same hours of the day and of the week before. */
export function Way(props: Props) {
  const { funnel, dayBefore, weekBefore, site } = props
  const usual = usualOf(periodsOf(dayBefore, weekBefore))
  return (
    <Panel
      {...props}
      title="The way to an order"
      about="visits of people"
      current={funnel}
      tall
      footer={
        <span>
          A visit ends after half an hour without a step. A failed answer is no visit to a step, and
          agents that call themselves bots make none.
        </span>
      }
    >
      {([row]) =>
        row && row.visits > 0 ? (
          <Steps
            steps={compareSteps(row, usual, site.steps)}
            noUsual={whyNoUsual(props, row.visits, usual?.visits ?? 0)}
          />
        ) : (
          <NoVisits {...props} />
        )
      }
    </Panel>
  )
}
