import { useState } from 'react'
import button from '@/components/shell/button.module.css'
import { Card } from '@/components/shell/card'
import { LogText } from '@/components/shell/log-text'
import { counted } from '@/lib/format'
import type { StepPreview } from '@/lib/setup/proposal'
import { readMatch, writeMatch } from '@/lib/setup/written-match'
import type { Step } from '@/lib/shop/steps'
import { textOf, withMoved, withSteps } from './draft'
import { problemsAt } from './page-words'
import { Problem, Problems } from './problem'
import type { SectionProps } from './section'
import styles from './setup.module.css'
import { stepCounts } from './step-counts'
import type { Previewed } from './use-preview'

const maxSteps = 10

interface EditorProps {
  step: Step
  canLeaveOut: boolean
  /** By how many places it can be moved. */
  moves: readonly number[]
  onChange: (step: Step) => void
  onLeaveOut: () => void
  onMove: (by: number) => void
}

/** Changes one step: its name, and the requests that are it, one a line. */
function StepEditor({ step, canLeaveOut, moves, onChange, onLeaveOut, onMove }: EditorProps) {
  const [text, setText] = useState(step.match.map(writeMatch).join('\n'))
  const [problem, setProblem] = useState('')
  const read = (given: string) => {
    setText(given)
    const lines = given.split('\n').filter((line) => line.trim() !== '')
    const matches = lines.map(readMatch)
    const wrong = matches.find((one) => 'problem' in one)
    if (wrong && 'problem' in wrong) setProblem(wrong.problem)
    else if (lines.length === 0) setProblem('Write at least one request, such as GET /cart')
    else {
      setProblem('')
      onChange({ ...step, match: matches.flatMap((one) => ('match' in one ? [one.match] : [])) })
    }
  }
  return (
    <div className={styles.editor}>
      <label>
        Name
        <input
          className={styles.text}
          value={step.name}
          maxLength={40}
          onChange={({ target }) => onChange({ ...step, name: target.value })}
        />
      </label>
      <label>
        Requests, one a line
        <textarea
          className={styles.text}
          rows={Math.min(6, text.split('\n').length + 1)}
          spellCheck={false}
          value={text}
          aria-invalid={problem !== ''}
          onChange={({ target }) => read(target.value)}
        />
      </label>
      <Problem text={problem} />
      <div className={styles.acts}>
        {moves.map((by) => (
          <button
            key={by}
            type="button"
            className={`${button.plain} ${button.slim}`}
            onClick={() => onMove(by)}
          >
            {by < 0 ? 'Move up' : 'Move down'}
          </button>
        ))}
        {canLeaveOut && (
          <button type="button" className={`${button.plain} ${button.slim}`} onClick={onLeaveOut}>
            Leave this step out
          </button>
        )}
      </div>
    </div>
  )
}

/** That nobody reached a step, and what came that is like it. */
function Unreached({ preview }: { preview: StepPreview }) {
  if (preview.requests > 0) return null
  return (
    <div className="small">
      <b className="bad">No request fits it.</b>
      {preview.nearest.length > 0 && (
        <>
          {' '}
          Nearest:
          <ul className={styles.nearest}>
            {preview.nearest.map(({ text, requests, why }) => (
              <li key={text}>
                <LogText text={text} />, {counted(requests, 'request')}: {why}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

/** The steps from the landing page to the order, each with its visits. */
export function WaySteps({
  draft,
  change,
  problems,
  previewed,
}: SectionProps & { previewed: Previewed }) {
  const [open, setOpen] = useState<number | null>(null)
  // What is moved is read anew where it stands then.
  const [moved, setMoved] = useState(0)
  const { steps } = draft
  const previews = previewed.preview?.steps ?? []
  const put = (at: number, step: Step) =>
    change(
      withSteps(
        draft,
        steps.map((one, index) => (index === at ? step : one)),
      ),
    )
  const leaveOut = (at: number) => {
    setOpen(null)
    change(
      withSteps(
        draft,
        steps.filter((_, index) => index !== at),
      ),
    )
  }
  const move = (at: number, by: number) => {
    setOpen(at + by)
    setMoved(moved + 1)
    change(withMoved(draft, at, by))
  }
  const movesOf = (at: number) =>
    [-1, 1].filter((by) => at < steps.length - 1 && at + by >= 0 && at + by < steps.length - 1)
  const add = () => {
    const names = new Set(steps.map(({ name }) => name))
    let number = steps.length
    while (names.has(`step ${number}`)) number += 1
    const step = { name: `step ${number}`, match: [{ method: 'GET', path: '/' }] }
    setOpen(steps.length - 1)
    change(withSteps(draft, [...steps.slice(0, -1), step, ...steps.slice(-1)]))
  }
  if (steps.length === 0)
    return (
      <Card id="way" title="2 The way there" about="pages that people saw before they ordered">
        <p className="mute small">Choose an order first: the way to it is then proposed here.</p>
      </Card>
    )
  return (
    <Card
      id="way"
      title="2 The way there"
      about="pages that people saw before they ordered"
      footer={
        steps.length < maxSteps && (
          <button type="button" className={`${button.plain} ${button.slim}`} onClick={add}>
            Add a step
          </button>
        )
      }
    >
      <ol className={styles.way}>
        {Object.entries(steps).map(([key, step]) => {
          const at = Number(key)
          const preview = previews[at]?.name === step.name ? previews[at] : undefined
          const counts = previewed.preview && stepCounts(previewed.preview, at)
          const isLast = at === steps.length - 1
          const [first] = step.match
          return (
            <li key={key} data-order={isLast || undefined}>
              <button
                type="button"
                aria-expanded={open === at}
                onClick={() => setOpen(open === at ? null : at)}
              >
                <b>{step.name || 'no name'}</b>
                <span className="mute small">
                  {first && <LogText text={writeMatch(first)} />}
                  {step.match.length > 1 && ` and ${counted(step.match.length - 1, 'other')}`}
                </span>
                {preview && counts && (
                  <span>
                    {counts.counts}
                    {counts.share && <small className="mute"> {counts.share}</small>}
                  </span>
                )}
                <span className={styles.change}>{open === at ? 'Close' : 'Change'}</span>
              </button>
              {preview && <Unreached preview={preview} />}
              <Problems problems={problemsAt(problems, 'steps', String(at))} />
              {open === at && (
                <StepEditor
                  // What is chosen anew above is read anew here.
                  key={`${textOf(draft.chosen.match)} ${moved}`}
                  step={step}
                  canLeaveOut={!isLast && steps.length > 1}
                  moves={movesOf(at)}
                  onChange={(next) => put(at, next)}
                  onLeaveOut={() => leaveOut(at)}
                  onMove={(by) => move(at, by)}
                />
              )}
            </li>
          )
        })}
      </ol>
      <Problems problems={problemsAt(problems, 'steps').filter(({ path }) => path.length === 1)} />
    </Card>
  )
}
