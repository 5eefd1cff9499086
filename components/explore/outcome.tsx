import { NotReceived } from '@/components/shell/no-events'
import { FailureNote, Note, Nothing } from '@/components/shell/panel'
import type { CurrentSource } from '@/components/shell/use-reading'
import { maxRows } from '@/lib/explore'
import { bytes, counted, full } from '@/lib/format'
import { placeInLine } from '@/lib/place-in-line'
import { costOf, dollars, listPrices, type Prices, priceSource } from '@/lib/spending/prices'
import styles from './explore.module.css'
import type { Run } from './use-run'

interface CostProps {
  bytesScanned: number
  billed: boolean
  prices?: Prices
}

function Cost({ bytesScanned, billed, prices = listPrices }: CostProps) {
  const price = dollars(costOf({ bytesScanned }, prices))
  const from = priceSource(prices)
  return (
    <span title={`An estimate ${from}`}>
      {billed ? `estimate: ${price}, ${from}` : `free here; ${price} on CloudWatch`}
    </span>
  )
}

const duration = (ms: number) => (ms < 1_000 ? `${full(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`)

const said: Record<Run['state'], (run: Run) => string> = {
  running: ({ scanned: { placeInLine: place } }) =>
    place === undefined
      ? 'The query is running.'
      : `The query waits for others to end: it is ${placeInLine(place)}.`,
  complete: ({ table }) => `The query is complete: ${counted(table.rows.length, 'row')}.`,
  stopped: () => 'The query was stopped.',
  failed: () => 'The query failed.',
}

function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at).split('\n')
  return `line ${before.length}, character ${(before.at(-1)?.length ?? 0) + 1}`
}

/** A wrong query in words: what, where, and the piece itself. */
function Mistaken({ run }: { run: Run }) {
  const { failure, text } = run
  if (!failure) return null
  const { span } = failure
  return (
    <>
      <FailureNote failure={failure} />
      {span && (
        <p className={`${styles.mistake} small`}>
          At {lineAndColumn(text, span.start)}:{' '}
          <mark>{text.slice(span.start, span.end) || 'the end'}</mark>
        </p>
      )}
    </>
  )
}

interface Props {
  run: Run
  billed: boolean
  source: CurrentSource
}

/** How far a run is or how it ended, what was scanned, and what that costs. */
export function Outcome({ run, billed, source }: Props) {
  const { state, scanned, table, stale, more, failure } = run
  const rows = stale ? 0 : table.rows.length
  const isLoading = source.reading?.loading?.done === false
  const partial = rows > 0 && state !== 'complete'
  return (
    <div className={styles.outcome}>
      <p className="hidden" role="status">
        {said[state](run)}
      </p>
      {state === 'running' && <progress aria-label="The query is running" />}
      {failure && <Mistaken run={run} />}
      {(!failure || scanned.recordsScanned > 0) && (
        <p className={`${styles.figures} small mute`}>
          {state === 'running' && (
            <b>
              {scanned.placeInLine === undefined
                ? 'Running'
                : `Waiting: ${placeInLine(scanned.placeInLine)}`}
            </b>
          )}
          {state === 'stopped' && <b>Stopped</b>}
          {state === 'complete' && (
            <span>
              <b>{counted(rows, 'row')}</b>
            </span>
          )}
          <span>
            {full(scanned.recordsMatched)} of {full(scanned.recordsScanned)} log events matched
          </span>
          <span>{bytes(scanned.bytesScanned)} scanned</span>
          <span>{duration(scanned.elapsedMs)}</span>
          <Cost
            bytesScanned={scanned.bytesScanned}
            billed={billed}
            prices={source.reading?.prices}
          />
        </p>
      )}
      {partial && (
        <Note>
          <b>Partial.</b>{' '}
          {state === 'running'
            ? 'These rows were found so far and may still change.'
            : 'These rows were found before the query ended. The result is incomplete.'}
        </Note>
      )}
      {more && (
        <Note>
          <b>There may be more rows.</b> This page shows {counted(rows, 'row')}
          {rows >= maxRows ? ', the most it can hold' : ', as much text as it can hold'}. Aggregate
          with stats, or choose a shorter period.
        </Note>
      )}
      {state === 'complete' && isLoading && (
        <Note>
          <b>The log is still being read.</b> This answer covers only what has been read so far.
        </Note>
      )}
      {state === 'complete' && rows === 0 && !isLoading && (
        <NoRows source={source} received={run.scanned.recordsScanned > 0} />
      )}
    </div>
  )
}

/** Nothing received and nothing that matches are two things. */
function NoRows({ received, source }: { received: boolean; source: CurrentSource }) {
  if (!received) return <NotReceived source={source} />
  return (
    <Nothing title="No rows">
      Nothing in this period matches the query. Choose a longer period or loosen the filters.
    </Nothing>
  )
}
