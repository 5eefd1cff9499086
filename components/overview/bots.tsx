import { Disclosure } from '@/components/shell/card'
import { LogText } from '@/components/shell/log-text'
import { NoEvents } from '@/components/shell/no-events'
import { Nothing, Panel } from '@/components/shell/panel'
import { Table } from '@/components/shell/table'
import { counted, full, moment } from '@/lib/format'
import type { AgentRow } from '@/lib/queries/bots'
import type { OverviewProps } from './questions'

const maxBots = 8
const maxOthers = 20
const maxAgentLength = 160

type Props = OverviewProps<'bots' | 'totals'>

function Agents({
  caption,
  rows,
  zone,
  nowMs,
}: { caption: string; rows: AgentRow[] } & Pick<Props, 'zone' | 'nowMs'>) {
  return (
    <Table
      caption={caption}
      rows={rows}
      keyOf={({ agent }) => agent ?? ''}
      texts={{
        agent: ({ agent }) =>
          agent ? <LogText text={agent} maxLength={maxAgentLength} /> : <i>none</i>,
      }}
      numbers={{
        requests: ({ requests }) => full(requests),
        clients: ({ clients }) => full(clients),
        'last seen': ({ lastSeen }) => moment(lastSeen, nowMs, zone),
      }}
    />
  )
}

/** The busiest agents that call themselves bots, and those that are taken for people. */
export function Bots(props: Props) {
  const { bots, zone, nowMs } = props
  return (
    <Panel
      {...props}
      title="Bots"
      about="agents that call themselves bots, monitors or tools, or say nothing"
      current={bots}
      empty={<NoEvents {...props} />}
    >
      {(rows) => {
        const named = rows.filter(({ bot }) => bot === 1)
        const others = rows.filter(({ bot }) => bot === 0)
        return (
          <>
            {named.length > 0 ? (
              <Agents {...{ zone, nowMs }} caption="Busiest bots" rows={named.slice(0, maxBots)} />
            ) : (
              <Nothing title="No agent calls itself a bot" />
            )}
            {named.length > maxBots && (
              <Disclosure summary={`${counted(named.length - maxBots, 'more bot')}`}>
                <Agents {...{ zone, nowMs }} caption="More bots" rows={named.slice(maxBots)} />
              </Disclosure>
            )}
            {others.length > 0 && (
              <Disclosure summary="agents that count as people">
                <Agents
                  {...{ zone, nowMs }}
                  caption="Busiest agents that count as people"
                  rows={others.slice(0, maxOthers)}
                />
              </Disclosure>
            )}
          </>
        )
      }}
    </Panel>
  )
}
