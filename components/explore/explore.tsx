'use client'

import { useEffect, useMemo, useState } from 'react'
import { type Frame, Shell } from '@/components/shell/shell'
import { useSource } from '@/components/shell/use-reading'
import type { Sample } from '@/lib/queries/samples'
import type { SourceStatus } from '@/lib/source'
import { useHistory } from './history'
import { Outcome } from './outcome'
import { ParameterFields } from './parameter-fields'
import { QueryEditor } from './query-editor'
import { QueryLists } from './query-lists'
import { type As, Results } from './results'
import { SaveQuery } from './save-query'
import { useSaved } from './saved'
import { fitsAddress, useAddress } from './use-address'
import { useFields } from './use-fields'
import { useQuestion } from './use-question'
import { useRun } from './use-run'
import type { Vocabulary } from './vocabulary'

interface Props extends Frame {
  first: { source: SourceStatus | null }
  samples: Sample[]
  vocabulary: Vocabulary
  /** The bytes that are scanned cost money. */
  billed: boolean
  /** The query of the address is run without being asked for. */
  runsAtOnce: boolean
}

/** Any Logs Insights query over the chosen period: written, run, looked at, kept. */
export function Explore({
  first,
  samples,
  vocabulary,
  billed,
  runsAtOnce,
  view,
  window,
  zone,
  nowMs,
}: Props) {
  const source = useSource(first.source)
  const sample = samples[0]?.text ?? ''
  const question = useQuestion(view.query ?? sample)
  const { text, parameters } = question
  const [as, setAs] = useState<As>(view.as ?? 'table')
  const [saving, setSaving] = useState(false)
  const [listed, setListed] = useState(false)
  const { run, start, stop } = useRun(view)
  const fields = useFields(view)
  const saved = useSaved()
  const { past, remember, clear } = useHistory()

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
    remember(text)
    void start(query)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is there
  useEffect(() => {
    if (runsAtOnce && parameters.length === 0) onRun()
  }, [])

  const running = run?.state === 'running'
  const place = run?.failure?.span
  const mistake = useMemo(
    () =>
      place && run?.failure && run.text === text
        ? { ...place, message: run.failure.message }
        : null,
    [place, run, text],
  )

  return (
    <Shell path="/explore" view={shown} window={window} zone={zone} nowMs={nowMs} source={source}>
      <section className="card panel explore" aria-labelledby="explore">
        <header>
          <h1 id="explore">Explore</h1>
          <span className="mute small">
            any Logs Insights query over the chosen period; client addresses are shown as networks
          </span>
        </header>
        <div className="ask">
          <div className="write">
            <QueryEditor
              text={text}
              vocabulary={vocabulary}
              fields={fields}
              mistake={mistake}
              onChange={question.setText}
              onRun={onRun}
            />
            <ParameterFields
              parameters={parameters}
              given={question.values}
              onChange={question.setValue}
            />
            <div className="bar">
              <button className="button" type="button" onClick={onRun}>
                Run query
              </button>
              <button
                className="button plain"
                type="button"
                aria-disabled={!running}
                onClick={() => running && stop()}
              >
                Stop
              </button>
              <button className="button plain" type="button" onClick={() => setSaving(true)}>
                Save
              </button>
              <button
                className="button plain lists-button"
                type="button"
                aria-expanded={listed}
                aria-controls="query-lists"
                onClick={() => setListed(!listed)}
              >
                Queries
              </button>
              <span className="small mute" id="editor-help">
                Ctrl or Cmd + Enter runs · Ctrl + Space completes · Tab leaves the editor
              </span>
            </div>
            {question.problem && (
              <p className="bad" role="alert">
                {question.problem}
              </p>
            )}
            {!fitsAddress(shown) && (
              <p className="small mute">
                This query is too long for a link: the address of this page does not hold it.
              </p>
            )}
          </div>
          <aside
            className="lists"
            id="query-lists"
            data-open={listed || undefined}
            aria-label="Queries"
          >
            <QueryLists
              samples={samples}
              saved={saved}
              past={past}
              zone={zone}
              nowMs={nowMs}
              onPick={(query, from) => {
                question.pick(query, from)
                setListed(false)
              }}
              onForget={clear}
            />
          </aside>
        </div>
        {!run && billed && view.query !== undefined && !runsAtOnce && (
          <p className="note">
            This query came with a link. It is billed by what it scans, so it waits for you to run
            it.
          </p>
        )}
        {run && <Outcome run={run} billed={billed} />}
        {run && run.table.rows.length > 0 && (
          <Results
            key={run.table.columns.join('\n')}
            query={run.text}
            table={run.table}
            stale={run.stale}
            as={as}
            zone={zone}
            onAs={(as) => {
              setAs(as)
              write({ ...shown, as: as === 'chart' ? as : undefined }, 'replace')
            }}
          />
        )}
      </section>
      {saving && (
        <SaveQuery
          name={question.saved?.name ?? ''}
          replaces={question.saved !== undefined}
          onSave={(name) => saved.save(question.toSave(name))}
          onClose={() => setSaving(false)}
        />
      )}
    </Shell>
  )
}
