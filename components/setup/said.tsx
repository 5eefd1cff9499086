import button from '@/components/shell/button.module.css'
import { withBase } from '@/lib/base-path'
import { clock, counted, day, full, percent } from '@/lib/format'
import { amount } from '@/lib/orders/words/money'
import type { Preview } from '@/lib/setup/proposal'
import { dayMs, hourMs } from '@/lib/time'
import { type Draft, isUnfinished, worthIn } from './draft'
import { HourBars } from './hour-bars'
import type { FieldProblem } from './page-words'
import { Problems } from './problem'
import styles from './setup.module.css'
import type { Previewed } from './use-preview'
import type { Saving } from './use-save'
import type { SavedSite } from './use-saved-site'

interface Props {
  draft: Draft
  previewed: Previewed
  saving: Saving
  saved: SavedSite
  currency: string
  nowMs: number
  /** Why it was not saved, or what went wrong that no section below tells. */
  problems: readonly FieldProblem[]
  onSave: () => void
}

function dayWords({ fromMs, toMs, isDay, zone }: Preview, nowMs: number): string {
  if (!isDay)
    return `the ${counted(Math.round((toMs - fromMs) / hourMs), 'hour')} of the log to ${day(toMs, zone)} ${clock(toMs, zone)}`
  // The middle of the day before is yesterday, also where the clock was changed.
  return day(fromMs, zone) === day(nowMs - dayMs, zone) && nowMs - toMs < dayMs + hourMs
    ? 'yesterday'
    : day(fromMs, zone)
}

function Sentence({ draft, previewed, nowMs, currency }: Omit<Props, 'onSave'>) {
  const { preview, isPending } = previewed
  if (draft.isUnread)
    return (
      <>
        <p className={styles.sentence}>No order is named yet.</p>
        <p className="mute small">Under “Another”, write a method and a path.</p>
      </>
    )
  if (draft.steps.length === 0)
    return (
      <>
        <p className={styles.sentence}>Nothing is chosen as an order.</p>
        <p className="mute small">
          Without one, CafeWatch watches failures only: requests that fail, and silence.
        </p>
      </>
    )
  if (!preview)
    return (
      <p className={styles.sentence}>
        {isPending ? 'Counting …' : 'There is nothing to count it from yet.'}
      </p>
    )
  const { orders, visits, matched, repeats } = preview
  const worth = worthIn(draft)
  const isBlurred = orders > visits
  const never = preview.steps.at(-1)?.requests === 0
  return (
    <>
      <p className={styles.sentence} data-pending={isPending || undefined}>
        With this, {dayWords(preview, nowMs)} had <b>{counted(orders, 'order')}</b>
        {!isBlurred && (
          <>
            {' '}
            from <b>{counted(visits, 'visit')}</b>
            {orders > 0 && <>: {percent(orders / visits)}</>}
          </>
        )}
        {orders > 0 && worth !== null && worth > 0 && (
          <>, about {amount(orders * worth, currency)}</>
        )}
        .
      </p>
      <p className="mute small">
        {full(matched)} {matched === 1 ? 'request' : 'requests'} matched
        {repeats > 0 && `, ${counted(repeats, 'repeat')} counted once`}.
        {isBlurred &&
          ' Visits cannot be told apart: there are fewer than orders, as when all come through one address, such as that of a proxy (TRUSTED_PROXIES).'}
        {matched > 0 && ' Is that true? You know best.'}
        {never && <b className="bad"> No request of these days fits the order.</b>}
      </p>
    </>
  )
}

/** What the draft would have shown, in a sentence that changes with each choice, and the button that saves it. */
export function Said(props: Props) {
  const { previewed, saving, saved, problems, draft, onSave } = props
  const isWrong = previewed.wrong !== null || isUnfinished(draft)
  return (
    <section className={styles.said} aria-label="What it would have shown">
      <div className={styles.words} aria-live="polite">
        <Sentence {...props} />
        {saving.state === 'refused' && (
          <b className="bad">{saving.asked === 'save' ? 'Not saved.' : 'No site file was made.'}</b>
        )}
        <Problems problems={problems} />
        {saving.state === 'saved' && (
          <p>
            <b className="good">✓ Saved.</b>{' '}
            {saving.what === 'way'
              ? 'CafeWatch watches this from now on. It may first read the last 15 days of the log, to learn what is usual: the overview shows how far it is. '
              : 'CafeWatch watches failures only. '}
            <a href={withBase('/')}>Go to the overview</a>
          </p>
        )}
        {saving.state === 'saved' && saving.toDo && (
          <>
            <p>{saving.toDo.message}</p>
            <pre>{saving.toDo.commands.join('\n')}</pre>
          </>
        )}
        {!saved.canSave && (
          <p className="small">
            <b>It cannot be saved here.</b> {saved.why} You can save it as a site file below.
          </p>
        )}
      </div>
      {draft.steps.length > 0 && !draft.isUnread && previewed.preview && (
        <HourBars preview={previewed.preview} />
      )}
      <button
        type="button"
        className={button.primary}
        onClick={onSave}
        disabled={
          !saved.canSave || isWrong || saving.state === 'running' || draft.steps.length === 0
        }
      >
        {saving.state === 'running' ? 'Saving …' : 'Save and watch'}
      </button>
    </section>
  )
}
