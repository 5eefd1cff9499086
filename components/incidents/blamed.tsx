import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { LogText } from '@/components/shell/log-text'
import { Nothing } from '@/components/shell/panel'
import { Table } from '@/components/shell/table'
import { full, moment } from '@/lib/format'
import { fewestToTell } from '@/lib/orders/incidents/fewest'
import { failuresText, statusText, withInterval } from '@/lib/orders/incidents/incident-note'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { shareOfGroup } from '@/lib/orders/words/among-words'
import { nameOf } from '@/lib/orders/words/request-name'
import { viewHref } from '@/lib/view'

function None({ kind }: Pick<Incident['report'], 'kind'>) {
  return kind === 'no-traffic' ? (
    <Nothing title="Nothing was logged, so no request is known to have failed">
      Either the server did not answer, or its log did not arrive.
    </Nothing>
  ) : (
    <Nothing title="No request failed more than usual">
      What went wrong left no mark in the answers of the server.
    </Nothing>
  )
}

/** Whom a failure meets; of few visits nobody can tell, as under “What stands out”. */
export const affectsWords = (among: Incident['blamed'][number]['among'], visits: number) =>
  among ? shareOfGroup(among) : visits < fewestToTell ? 'too few to tell' : 'everyone alike'

/** The requests that failed, with what each cost. `view` is of the time around the incident. */
export function BlamedRequests({ incident, view, nowMs, zone }: Frame & { incident: Incident }) {
  const { blamed } = incident
  return (
    <Card
      id="blamed"
      title="Requests that failed"
      about="the most expensive first"
      footer={
        <>
          <a href={viewHref('/errors', view)}>All failed requests in this time</a>
          <a href={viewHref('/', view)}>The overview of this time</a>
        </>
      }
    >
      {blamed.length === 0 ? (
        <None kind={incident.report.kind} />
      ) : (
        <Table
          caption="Requests that failed"
          rows={[...blamed]}
          keyOf={(one) => `${nameOf(one)} ${one.status}`}
          texts={{
            request: (one) => (
              <a href={viewHref('/errors', view, { request: one.request })}>
                <LogText text={nameOf(one)} maxLength={200} /> {statusText(one)}
              </a>
            ),
            since: ({ sinceMs }) => moment(sinceMs, nowMs, zone),
            affects: ({ among, visits }) => affectsWords(among, visits),
          }}
          numbers={{
            'failures, without reloads': failuresText,
            'visits affected': ({ visits }) => full(visits),
            'orders missed': ({ lost }) => withInterval(lost),
          }}
        />
      )}
    </Card>
  )
}
