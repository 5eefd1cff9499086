'use client'

import { useEffect, useMemo, useState } from 'react'
import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { Note } from '@/components/shell/panel'
import { Shell } from '@/components/shell/shell'
import { queryOfShown } from '@/components/shell/shown-address'
import { useKnown } from '@/components/shell/use-known'
import { useSource } from '@/components/shell/use-reading'
import { useZone } from '@/components/shell/zone'
import type { Sample } from '@/lib/queries/samples'
import type { SourceStatus } from '@/lib/source'
import styles from './explore.module.css'
import { useHistory } from './history'
import type { Vocabulary } from './language'
import { Outcome } from './outcome'
import { ParameterFields, QueryBar } from './query-bar'
import { QueryEditor } from './query-editor'
import { QueryLists } from './query-lists'
import { type As, Results } from './results'
import { SaveQuery, useSaved } from './saved'
import { fitsAddress, useAddress } from './use-address'
import { useQuestion } from './use-question'
import { useRun } from './use-run'

interface Props extends Frame {
  first: { source: SourceStatus | null }
  samples: Sample[]
  vocabulary: Vocabulary
  /** The bytes that are scanned cost money. */
  billed: boolean
  /** The reader sees addresses and secrets whole. */
  wholeAddresses: boolean
  /** The query of the address is run without being asked for. */
  runsAtOnce: boolean
}

const maskedSentence = 'client addresses are masked: queries see networks'
const wholeSentence =
  'client addresses and secrets are shown whole, and each look is written into the audit log'

/** Any Logs Insights query over the selected period: write it, run it, see its rows, save it. */
export function Explore(props: Props) {
  const { first, samples, vocabulary, billed, wholeAddresses, runsAtOnce, ...given } = props
  const frame = { ...given, zone: useZone(given.zone) }
  const { view, zone } = frame
  const source = useKnown(useSource(first.source), [], frame.nowMs)
  const sample = samples[0]?.text ?? ''
  const question = useQuestion(view.query ?? sample)
  const { text, parameters } = question
  const [as, setAs] = useState<As>(view.as ?? 'table')
  const [saving, setSaving] = useState(false)
  const [listed, setListed] = useState(false)
  const { run, start, stop } = useRun(view)
  const saved = useSaved()
  const history = useHistory()

  const shown = { ...view, query: text, as: as === 'chart' ? as : undefined }
  const write = useAddress((earlier) => {
    question.pick(earlier.query ?? sample)
    setAs(earlier.as ?? 'table')
    stop()
  })
  const onRun = () => {
    const query = question.filled()
    if (query === null) return
    write(shown, 'push')
    history.remember(text)
    void start(queryOfShown(query))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is there
  useEffect(() => {
    if (runsAtOnce && parameters.length === 0) onRun()
  }, [])

  const span = run?.failure?.span
  const mistake = useMemo(
    () =>
      span && run?.failure && run.text === text ? { ...span, message: run.failure.message } : null,
    [span, run, text],
  )

  return (
    <Shell path="/explore" {...frame} view={shown} source={source}>
      <Card
        id="explore"
        title="Explore"
        level={1}
        about={`any Logs Insights query over the selected period; ${wholeAddresses ? wholeSentence : maskedSentence}`}
      >
        <div className={styles.ask}>
          <div className={styles.write}>
            <QueryEditor
              text={text}
              vocabulary={vocabulary}
              view={view}
              mistake={mistake}
              onChange={question.setText}
              onRun={onRun}
            />
            <ParameterFields question={question} />
            <QueryBar
              running={run?.state === 'running'}
              listed={listed}
              onRun={onRun}
              onStop={stop}
              onSave={() => setSaving(true)}
              onListed={setListed}
            />
            {question.problem && (
              <p className="bad" role="alert">
                {question.problem}
              </p>
            )}
            {queryOfShown(text) !== text && (
              <p className="small mute">
                Addresses are shown as networks: where the query compares with one, it asks for all
                addresses in it.
              </p>
            )}
            {!fitsAddress(shown) && (
              <p className="small mute">This query is too long to share as a link.</p>
            )}
          </div>
          <aside
            className={styles.lists}
            id="query-lists"
            data-open={listed || undefined}
            aria-label="Queries"
          >
            <QueryLists
              {...frame}
              samples={samples}
              saved={saved}
              history={history}
              onPick={(query, from) => {
                question.pick(query, from)
                setListed(false)
              }}
            />
          </aside>
        </div>
        {!run && billed && view.query !== undefined && !runsAtOnce && (
          <Note>
            This query came from a link. CloudWatch bills it by bytes scanned, so it runs only when
            you start it.
          </Note>
        )}
        {run && <Outcome run={run} billed={billed} source={source} />}
        {run && run.table.rows.length > 0 && (
          <Results
            key={run.table.columns.join('\n')}
            query={run.text}
            table={run.table}
            stale={run.stale}
            as={as}
            zone={zone}
            range={run.window}
            onAs={(as) => {
              setAs(as)
              write({ ...shown, as: as === 'chart' ? as : undefined }, 'replace')
            }}
          />
        )}
      </Card>
      {saving && <SaveQuery question={question} saved={saved} onClose={() => setSaving(false)} />}
    </Shell>
  )
}
