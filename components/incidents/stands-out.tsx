import { Card, Queries } from '@/components/shell/card'
import { LogText } from '@/components/shell/log-text'
import { Answered, Nothing } from '@/components/shell/panel'
import { counted, full, percent } from '@/lib/format'
import type { IncidentEvidence } from '@/lib/orders/incidents/incident-evidence'
import type { Comparison, StandsOut as Found, Group } from '@/lib/orders/incidents/stands-out'
import { viewHref } from '@/lib/view'
import styles from './incidents.module.css'

const titles: Record<Comparison['by'], string> = {
  browser: 'Browser',
  country: 'Country',
  referrer: 'Came from',
}

const share = (count: number, all: number) => (all === 0 ? 0 : count / all)

function GroupRow({ group, met, others }: { group: Group } & Pick<Comparison, 'met' | 'others'>) {
  const [affected, usual] = [share(group.met, met), share(group.others, others)]
  return (
    <tr data-out={group.standsOut || undefined}>
      <th scope="row">
        {group.standsOut && <span className="bad">▲ </span>}
        <LogText text={group.name} maxLength={80} />
      </th>
      <td className={styles.bar} aria-hidden="true">
        <span>
          <i style={{ width: `${affected * 100}%` }} />
          <b style={{ left: `${usual * 100}%` }} />
        </span>
      </td>
      <td className="num" title={counted(group.met, 'client')}>
        {met === 0 ? '—' : percent(affected)}
      </td>
      <td className="num mute" title={counted(group.others, 'client')}>
        {others === 0 ? '—' : percent(usual)}
      </td>
    </tr>
  )
}

/** What it is that fewer are counted by. */
const unknownWords: Record<Comparison['by'], string> = {
  browser: 'browser is not known',
  country: 'country is not known',
  referrer: 'page before is not known',
}

interface ComparedProps {
  comparison: Comparison
  said: string
  /** As many are compared by what is known of most. */
  most: number
}

export function Compared({ comparison, said, most }: ComparedProps) {
  const { by, groups, left, says, met, others } = comparison
  const all = met + others
  return (
    <div className={styles.compared}>
      <table>
        <caption className="hidden">{titles[by]} of those affected and of the others</caption>
        <thead>
          <tr>
            <th>{titles[by]}</th>
            <th className="num" colSpan={2}>
              affected
            </th>
            <th className="num">others</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <GroupRow key={group.name} group={group} met={met} others={others} />
          ))}
        </tbody>
      </table>
      <p className="small mute">
        {says !== said && <LogText text={says} />}{' '}
        {all < most &&
          `${counted(most - all, 'client')} whose ${unknownWords[by]} ${most - all === 1 ? 'is' : 'are'} left out. `}
        {left > 0 && `${full(left)} more are not listed.`}
      </p>
    </div>
  )
}

function about({ against, comparisons }: Found): string {
  const [first] = comparisons
  if (!first || first.met === 0) return ''
  const others =
    against === 'during'
      ? 'that got another answer at the same time'
      : 'that asked for it in the 3 hours before'
  const count = first.others === 0 ? 'none' : full(first.others)
  return `${counted(first.met, 'client')} affected, bots included, against ${count} ${others}`
}

/** Whether the failure meets some more than others: by browser, country and where they came from. */
export function StandsOut({ standsOut }: Pick<IncidentEvidence, 'standsOut'>) {
  const found = standsOut.ok ? standsOut.found : null
  const asked = standsOut.ok ? standsOut.asked : []
  const most = Math.max(0, ...(found?.comparisons ?? []).map(({ met, others }) => met + others))
  return (
    <Card
      id="stands-out"
      title="What stands out"
      about={found && about(found)}
      footer={
        asked.length > 0 && (
          <Queries texts={asked.map(({ query }) => query)}>
            {asked.map(({ query, range }) => (
              <p key={query}>
                <a href={viewHref('/explore', { range, query })}>Open in Explore</a>
              </p>
            ))}
          </Queries>
        )
      }
    >
      <Answered reading={standsOut}>
        {() =>
          found ? (
            <>
              <p className={styles.says}>
                <LogText text={found.says} />
              </p>
              <div className={styles.comparisons}>
                {found.comparisons.map((comparison) => (
                  <Compared key={comparison.by} {...{ comparison, most }} said={found.says} />
                ))}
              </div>
            </>
          ) : (
            <Nothing title="Nobody can be compared">
              No request is to blame, so nobody was affected more than others.
            </Nothing>
          )
        }
      </Answered>
    </Card>
  )
}
