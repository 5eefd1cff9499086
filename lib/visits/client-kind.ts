import { isbot } from 'isbot'
import { monitorAgent, otherBotAgent, toolAgent } from './agent-patterns'
import { Behaviour, type SeenRequest } from './behaviour'
import { byAgent } from './by-agent'

export type ClientKind = 'person' | 'bot' | 'monitor' | 'tool'

export interface Verdict {
  kind: ClientKind
  /** Why, as a short sentence for the page. */
  why: string
}

/** A request as its line says it: time in epoch ms, path without query; texts may be empty. */
export type ClientRequest = SeenRequest

/** What is known of one client (an address with an agent) from its requests so far. */
export interface ClientBehaviour {
  see(request: ClientRequest): void
  verdict(): Verdict
}

export interface BehaviourOptions {
  /**
   * Whether the log has static files at all, as known by now: a content delivery network may serve
   * them. Left out, nobody is a bot for asking for none, and rates are judged as if there were some.
   */
  hasAssets?: () => boolean
  /** Whether the log says user agents at all, as known by now; left out, it does. */
  hasAgents?: () => boolean
  /** Whether the operator says that an agent is a person's. */
  isPersons?: (agent: string) => boolean
}

const builtWith = /^(?:okhttp|dart)\//i

/** Whether a client says nothing of what it is. */
export function isNoAgent(agent: string): boolean {
  const says = agent.trim()
  return says === '' || says === '-'
}

/** What a client says it is, by its agent: a person when it looks like a browser or an app. */
export const kindOfAgent: (agent: string) => ClientKind = byAgent((agent) => {
  if (isNoAgent(agent)) return 'tool'
  if (monitorAgent.test(agent)) return 'monitor'
  if (toolAgent.test(agent)) return 'tool'
  return otherBotAgent.test(agent) || isbot(agent) ? 'bot' : 'person'
})

/** Whether a client that does not pass for a person may be an app all the same: many say what they are built with. */
export const mayBeApp: (agent: string) => boolean = byAgent((agent) => {
  const kind = kindOfAgent(agent)
  return kind === 'bot' || (kind === 'tool' && builtWith.test(agent))
})

/** Whether an agent is that of a monitor, or of a browser that a program drives: what it orders is a test. */
export const isTestAgent: (agent: string) => boolean = byAgent(
  (agent) => kindOfAgent(agent) === 'monitor' || /\bheadless/i.test(agent),
)

const declared: Record<Exclude<ClientKind, 'person'>, ClientBehaviour> = {
  bot: constant('bot', 'Its user agent is that of a bot.'),
  monitor: constant('monitor', 'Its user agent is that of a monitor.'),
  tool: constant('tool', 'Its user agent is that of a tool.'),
}
const saidToBe = constant('person', 'You said that its user agent is a person’s.')
const anonymous: Verdict = { kind: 'tool', why: 'It sends no user agent.' }

/** Where the log says no agents, a client is known by its behaviour alone. */
function withoutAgent({ hasAssets, hasAgents }: BehaviourOptions): ClientBehaviour {
  const behaviour = new Behaviour(hasAssets)
  return {
    see: (request) => behaviour.see(request),
    verdict: () => (hasAgents?.() === false ? behaviour.verdict() : anonymous),
  }
}

function constant(kind: ClientKind, why: string): ClientBehaviour {
  const verdict: Verdict = { kind, why }
  return { see: () => undefined, verdict: () => verdict }
}

/** Follows a client; its verdict rests on the requests seen so far and can change with the next. */
export function newClientBehaviour(agent: string, options: BehaviourOptions = {}): ClientBehaviour {
  if (options.isPersons?.(agent)) return saidToBe
  const kind = kindOfAgent(agent)
  if (kind === 'person') return new Behaviour(options.hasAssets)
  return isNoAgent(agent) ? withoutAgent(options) : declared[kind]
}
