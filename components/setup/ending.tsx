import button from '@/components/shell/button.module.css'
import { download } from '@/components/shell/download'
import { type Draft, isUnfinished, membersOf } from './draft'
import styles from './setup.module.css'
import type { Saving } from './use-save'
import type { SavedSite } from './use-saved-site'

interface Props {
  draft: Draft
  saved: SavedSite
  saving: Saving
  /** Whether an order is known already. */
  isWatched: boolean
  /** Whether the server takes members; where it does not, the page says why. */
  check: (members: Record<string, unknown>) => Promise<boolean>
  onFailuresOnly: () => void
}

/** The site file that the draft would be, in which null stands for no member. */
function siteFileOf(draft: Draft, saved: SavedSite): string {
  const members = Object.entries({ ...saved.site, ...membersOf(draft) })
  const kept = members.filter(([, value]) => value !== null && value !== undefined)
  return `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`
}

/** What else can be done with a draft than to save it. */
export function Ending({ draft, saved, saving, isWatched, check, onFailuresOnly }: Props) {
  const give = async () => {
    if (await check(membersOf(draft)))
      download('site.json', 'application/json', siteFileOf(draft, saved))
  }
  return (
    <div className={styles.ending}>
      <button
        type="button"
        className={`${button.plain} ${button.slim}`}
        onClick={give}
        disabled={isUnfinished(draft) || saving.state === 'running'}
      >
        Save as a site file
      </button>
      <button
        type="button"
        className={`${button.plain} ${button.slim}`}
        onClick={onFailuresOnly}
        disabled={!saved.canSave || saving.state === 'running'}
      >
        Not now: watch failures only
      </button>
      {!isWatched && saving.state !== 'saved' && (
        <span className="mute small">
          Until this is saved, the overview says: “We do not know yet what an order is on this
          site.”
        </span>
      )}
    </div>
  )
}
