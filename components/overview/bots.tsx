import button from '@/components/shell/button.module.css'
import { useMay } from '@/components/shell/caller'
import { Disclosure } from '@/components/shell/card'
import { LogText } from '@/components/shell/log-text'
import { NoEvents } from '@/components/shell/no-events'
import { Nothing, Panel } from '@/components/shell/panel'
import { Table } from '@/components/shell/table'
import { counted, full, moment } from '@/lib/format'
import type { AgentRow } from '@/lib/queries/bots'
import { isInAgents } from '@/lib/visits/agent-list'
import { type AgentKind, canReverse, kindOf } from './agent-choice'
import type { OverviewProps } from './questions'
import { useAgentLists } from './use-agent-lists'

const maxBots = 8
const maxOthers = 20
const maxAgentLength = 160

type Props = OverviewProps<'bots' | 'totals' | 'situation'>
type Counted = AgentRow & { kind: AgentKind }

const actions: Record<AgentKind, string> = {
  bot: 'Count as people',
  person: 'Leave out',
  saidPerson: 'No longer count as people',
  leftOut: 'No longer leave out',
}

type Choice = ReturnType<typeof useAgentLists>

interface ReverseProps {
  agent: string
  kind: AgentKind
  choice: Choice
}

/** Takes back what an agent counts as, for those who may. */
function Reverse({ agent, kind, choice: { saving, reverse } }: ReverseProps) {
  const mayReverse = useMay('admin')
  if (!mayReverse || !canReverse(agent)) return null
  return (
    <button
      type="button"
      className={button.inText}
      disabled={saving !== null}
      onClick={() => void reverse(agent, kind)}
    >
      {saving === agent ? 'Saving …' : actions[kind]}
      <span className="hidden">
        : <LogText text={agent} maxLength={maxAgentLength} />
      </span>
    </button>
  )
}

interface AgentsProps extends Pick<Props, 'zone' | 'nowMs'> {
  caption: string
  rows: Counted[]
  choice: Choice
}

function Agents({ caption, rows, choice, zone, nowMs }: AgentsProps) {
  return (
    <Table
      caption={caption}
      rows={rows}
      keyOf={({ agent }) => agent ?? ''}
      texts={{
        agent: ({ agent, kind, probe }) =>
          agent && agent !== '-' ? (
            <>
              <LogText text={agent} maxLength={maxAgentLength} />{' '}
              {probe === 1 && kind === 'bot' && (
                <span className="mute">(reads one URL again and again) </span>
              )}
              <Reverse agent={agent} kind={kind} choice={choice} />
            </>
          ) : (
            <i>none</i>
          ),
      }}
      numbers={{
        requests: ({ requests }) => full(requests),
        clients: ({ clients }) => full(clients),
        'last seen': ({ lastSeen }) => moment(lastSeen, nowMs, zone),
      }}
    />
  )
}

interface OrdersOfProgramsProps {
  situation: Props['situation']
  choice: Choice
}

/** The agents whose orders of the last day do not count. */
function OrdersOfPrograms({ situation: { reading }, choice }: OrdersOfProgramsProps) {
  const { lists } = choice
  const apart = reading?.ok ? reading.state?.apart : null
  if (!apart) return null
  const left = apart.agents.filter(({ agent }) => !isInAgents(agent, lists.people.agents))
  return (
    <>
      <Table
        caption="Orders that do not count, in the last 24 hours"
        rows={left}
        keyOf={({ agent }) => agent}
        texts={{
          agent: ({ agent }) => (
            <>
              <LogText text={agent} maxLength={maxAgentLength} />{' '}
              <Reverse agent={agent} kind="bot" choice={choice} />
            </>
          ),
        }}
        numbers={{ orders: ({ orders }) => full(orders) }}
      />
      <p className="small mute">
        Their clients are monitors, or asked for nothing before; nearly everybody else who orders
        does. The sentence on top leaves them out. Tiles and charts count every request that is
        answered as an order is.
      </p>
    </>
  )
}

/** The busiest bots and probes, those that count as people, and those that are left out. */
export function Bots(props: Props) {
  const { bots, totals, situation, site, zone, nowMs } = props
  const choice = useAgentLists(site, () => {
    for (const counted of [bots, totals, situation]) counted.again()
  })
  return (
    <Panel
      {...props}
      title="Bots"
      about="agents that call themselves bots, monitors or tools, send no name, or read one URL again and again"
      current={bots}
      empty={<NoEvents {...props} />}
    >
      {(rows) => {
        const all = rows.map((row) => ({ ...row, kind: kindOf(row, choice.lists) }))
        const of = (...kinds: AgentKind[]) => all.filter(({ kind }) => kinds.includes(kind))
        const named = of('bot')
        const frame = { choice, zone, nowMs }
        const lists = [
          { caption: 'agents that count as people', rows: of('saidPerson', 'person') },
          { caption: 'agents that you leave out', rows: of('leftOut') },
        ]
        return (
          <>
            {named.length > 0 ? (
              <Agents {...frame} caption="Busiest bots" rows={named.slice(0, maxBots)} />
            ) : (
              <Nothing title="No agent calls itself a bot or behaves like one" />
            )}
            <OrdersOfPrograms situation={props.situation} choice={choice} />
            {named.length > maxBots && (
              <Disclosure summary={`${counted(named.length - maxBots, 'more bot')}`}>
                <Agents {...frame} caption="More bots" rows={named.slice(maxBots)} />
              </Disclosure>
            )}
            {lists
              .filter((list) => list.rows.length > 0)
              .map((list) => (
                <Disclosure key={list.caption} summary={list.caption}>
                  <Agents {...frame} {...list} rows={list.rows.slice(0, maxOthers)} />
                </Disclosure>
              ))}
            <p className="small mute" role="status">
              {choice.isSaved && 'Saved. What is usual is learned anew from the last 15 days.'}
            </p>
            {choice.why && (
              <p className="bad small" role="alert">
                {choice.why}
              </p>
            )}
          </>
        )
      }}
    </Panel>
  )
}
