'use client'

import { useEffect, useMemo, useState } from 'react'
import { type Frame, Shell } from '@/components/shell'
import { useSource } from '@/components/use-reading'
import { longestQuery, type SavedQuery } from '@/lib/explore'
import { full } from '@/lib/format'
import { Unquotable } from '@/lib/queries/insights'
import { fillIn, type Given, placeholders } from '@/lib/queries/parameters'
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
  const [text, setText] = useState(view.query ?? samples[0]?.text ?? '')
  const [as, setAs] = useState<As>(view.as ?? 'table')
  const [given, setGiven] = useState<Record<string, Given>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [opened, setOpened] = useState<SavedQuery | null>(null)
  const [saving, setSaving] = useState(false)
  const [listed, setListed] = useState(false)
  const { run, start, stop } = useRun(view)
  const fields = useFields(view)
  const saved = useSaved()
  const { past, remember, clear } = useHistory()
  const parameters = useMemo(() => placeholders(text), [text])

  const shown = { ...view, query: text, as: as === 'chart' ? as : undefined }
  const write = useAddress((earlier) => {
    setText(earlier.query ?? samples[0]?.text ?? '')
    setAs(earlier.as ?? 'table')
    stop()
  })

  const onRun = () => {
    const values = Object.fromEntries(
      parameters.map(({ name, type }) => [name, given[name] ?? { type, value: '' }]),
    )
    try {
      if (text.trim() === '') throw new Unquotable('there is no query yet')
      const filled = parameters.length === 0 ? text : fillIn(text, values)
      if (filled.length > longestQuery) {
        throw new Unquotable(
          `the query has ${full(filled.length)} characters, and CloudWatch takes at most ${full(longestQuery)}`,
        )
      }
      setProblem(null)
      write(shown, 'push')
      remember(text)
      void start(filled)
    } catch (error) {
      if (!(error instanceof Unquotable)) throw error
      setProblem(`Not run: ${error.message}.`)
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is there
  useEffect(() => {
    if (runsAtOnce && parameters.length === 0) onRun()
  }, [])

  const pick = (query: string, from?: SavedQuery) => {
    setText(query)
    setOpened(from ?? null)
    setListed(false)
    setProblem(null)
    const defaults = from?.parameters.flatMap(({ name, defaultValue }) =>
      defaultValue === undefined ? [] : [[name, defaultValue] as const],
    )
    const types = new Map(placeholders(query).map(({ name, type }) => [name, type]))
    setGiven(
      Object.fromEntries(
        (defaults ?? []).map(([name, value]) => [name, { type: types.get(name) ?? 'text', value }]),
      ),
    )
  }
  const onSave = (name: string) =>
    saved.save({
      id: opened?.name === name ? opened.id : undefined,
      name,
      text,
      parameters: parameters.map(({ name }) => ({
        name,
        ...(given[name]?.value && { defaultValue: given[name].value }),
      })),
    })

  const running = run?.state === 'running'
  const place = run?.failure?.place
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
              onChange={setText}
              onRun={onRun}
            />
            <ParameterFields
              parameters={parameters}
              given={given}
              onChange={(name, value) => setGiven((all) => ({ ...all, [name]: value }))}
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
            {problem && (
              <p className="bad" role="alert">
                {problem}
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
              onPick={pick}
              onForget={clear}
            />
          </aside>
        </div>
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
          name={opened?.name ?? ''}
          replaces={opened !== null}
          onSave={onSave}
          onClose={() => setSaving(false)}
        />
      )}
    </Shell>
  )
}
