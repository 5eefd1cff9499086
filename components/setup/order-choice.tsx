import { Fragment, useState } from 'react'
import { Card } from '@/components/shell/card'
import { LogText } from '@/components/shell/log-text'
import { full, moment, percent } from '@/lib/format'
import type { OrderCandidate, Proposal } from '@/lib/setup/proposal'
import { matchesText, matchText } from '@/lib/setup/shape'
import { readMatch } from '@/lib/setup/written-match'
import { type PresetName, presetNames } from '@/lib/shop/presets'
import type { Match } from '@/lib/shop/steps'
import {
  type Choice,
  type Draft,
  isTaken,
  textOf,
  withAlternative,
  withCandidate,
  withoutOrder,
  withPreset,
  withTypedOrder,
  withWatched,
} from './draft'
import { Problem, Problems } from './problem'
import type { SectionProps } from './section'
import styles from './setup.module.css'
import { shopNames } from './shop-names'

interface Props extends SectionProps {
  proposal: Proposal
  /** The draft of what is watched now; null when nobody has set it up. */
  watched: Draft | null
  nowMs: number
  zone: string
}

interface NumbersProps extends Pick<OrderCandidate, 'perDay' | 'share'> {
  /** The largest share of all candidates. */
  largest: number
}

function Numbers({ perDay, share, largest }: NumbersProps) {
  return (
    <>
      <span className={styles.perDay}>
        {perDay >= 10 ? full(Math.round(perDay)) : perDay.toFixed(1)}{' '}
        <small>a day on average</small>
      </span>
      <span className={styles.share}>
        <i aria-hidden="true">
          <i style={{ width: `${(share / largest) * 100}%` }} />
        </i>
        {percent(share)} <small>of visits</small>
      </span>
    </>
  )
}

interface CandidateProps extends Pick<Props, 'nowMs' | 'zone'> {
  one: OrderCandidate
  largest: number
  isWatched?: boolean
}

function Candidate({ one, largest, isWatched = false, nowMs, zone }: CandidateProps) {
  const { text, status, preset, sample, why } = one
  return (
    <>
      <span className={styles.request}>
        <b>{preset ? shopNames[preset] : <LogText text={text} />}</b>{' '}
        {preset && <LogText text={text} />} <small className={styles.chip}>answers {status}</small>
        {isWatched && <small className={styles.chip}>watched now</small>}
      </span>
      <Numbers {...one} largest={largest} />
      <span className={styles.why}>{why.join('; ')}</span>
      <span className={styles.sample}>
        {sample ? (
          <>
            {[moment(sample.timeMs, nowMs, zone), sample.place, String(sample.status)]
              .filter(Boolean)
              .join(' · ')}{' '}
            <LogText text={sample.path} />
          </>
        ) : (
          'none in these days'
        )}
      </span>
    </>
  )
}

interface AlternativesProps extends Pick<Props, 'draft' | 'change'> {
  candidate: OrderCandidate
  largest: number
}

/** The requests that a chosen order is, in several languages or ways; each can be taken out, but for the last. */
function Alternatives({ draft, change, candidate, largest }: AlternativesProps) {
  const { alternatives } = candidate
  if (alternatives.length === 0) return null
  const count = draft.steps.at(-1)?.match.length ?? 0
  return (
    <fieldset className={styles.alternatives}>
      <legend className="mute small">
        Each visit has one of these. Clear what is no order on your site.
      </legend>
      {alternatives.map((one) => {
        const text = matchText(one.match)
        const taken = isTaken(draft, one)
        return (
          <label key={text}>
            <input
              type="checkbox"
              checked={taken}
              disabled={taken && count === 1}
              onChange={() => change(withAlternative(draft, one, candidate))}
            />
            <span className={styles.request}>
              <LogText text={text} />
            </span>
            <Numbers {...one} largest={largest} />
          </label>
        )
      })}
    </fieldset>
  )
}

/** Where a person chooses the request that is an order. */
export function OrderChoice({ draft, change, problems, proposal, watched, nowMs, zone }: Props) {
  const [typed, setTyped] = useState('')
  const typedProblem = problemIn(typed)
  const choose = (choice: Choice) => ({
    type: 'radio' as const,
    name: 'order',
    checked: draft.choice === choice,
  })
  const type = (text: string) => {
    setTyped(text)
    const read = readMatch(text)
    change(withTypedOrder(draft, 'problem' in read ? null : read.match))
  }
  const largest = Math.max(...proposal.candidates.map(({ share }) => share), 0.001)
  const current = watched?.steps.at(-1)?.match
  // The same order stands there once, with its numbers.
  const same = current && proposal.candidates.find((one) => isOrderOf(one, current))
  return (
    <Card
      id="order"
      title="1 The order"
      about={
        proposal.candidates.length > 0
          ? 'requests that look like one, likeliest first; averages are over all days that were read, quiet ones too'
          : proposal.read.requests > 0 && 'no request looks like one'
      }
    >
      <fieldset className={styles.choices}>
        <legend className="hidden">Which request is an order?</legend>
        {watched && current && (
          <label>
            <input {...choose('current')} onChange={() => change(withWatched(draft, watched))} />
            {same ? (
              <Candidate one={same} isWatched {...{ largest, nowMs, zone }} />
            ) : (
              <span className={styles.request}>
                <b>
                  <LogText text={matchesText(current)} />
                </b>{' '}
                <small className={styles.chip}>watched now</small>
              </span>
            )}
          </label>
        )}
        {proposal.candidates.map(
          (one, index) =>
            one !== same && (
              <Fragment key={`${one.preset} ${one.text} ${one.orderId}`}>
                <label>
                  <input
                    {...choose(index)}
                    onChange={() => change(withCandidate(draft, index, one))}
                  />
                  <Candidate one={one} largest={largest} nowMs={nowMs} zone={zone} />
                </label>
                {draft.choice === index && (
                  <Alternatives candidate={one} {...{ draft, change, largest }} />
                )}
              </Fragment>
            ),
        )}
        <div className={styles.another}>
          <label>
            <input {...choose('another')} onChange={() => type(typed)} />
            <span>Another</span>
          </label>
          <input
            className={styles.text}
            aria-label="Another request that is an order"
            aria-invalid={typedProblem !== ''}
            placeholder="POST /path/* or GET /thanks.php?order=*"
            spellCheck={false}
            autoCapitalize="off"
            value={typed}
            onChange={({ target }) => type(target.value)}
          />
          <span className="mute">or</span>
          <select
            className={styles.text}
            aria-label="A shop system"
            value={draft.choice === 'another' ? (draft.preset ?? '') : ''}
            onChange={({ target }) => {
              const name = presetNames.find((one) => one === target.value)
              if (name) change(withPreset(draft, name))
            }}
          >
            <option value="">a shop system …</option>
            {presetNames.map((name: PresetName) => (
              <option key={name} value={name}>
                {shopNames[name]}
              </option>
            ))}
          </select>
        </div>
        <label>
          <input {...choose('none')} onChange={() => change(withoutOrder(draft))} />
          <span>None of these: watch failures only</span>
        </label>
      </fieldset>
      <Problem text={typedProblem} />
      {typedProblem === '' && (
        <Problems problems={problems.filter(({ path }) => path[0] !== 'steps')} />
      )}
    </Card>
  )
}

const isOrderOf = ({ steps }: OrderCandidate, match: readonly Match[]) =>
  textOf(steps.at(-1)?.match ?? []) === textOf(match)

function problemIn(typed: string): string {
  if (typed.trim() === '') return ''
  const read = readMatch(typed)
  return 'problem' in read ? read.problem : ''
}
