import { createHmac } from 'node:crypto'
import type { Recipient } from '@/lib/monitoring'
import type { Message } from './message'
import { networkProblem, unknownProblem } from './network-problem'
import type { Problem, Send, Sent } from './outcome'
import { type Answered, post, Refused } from './post'
import { slackBody } from './slack'

type Webhook = Extract<Recipient, { kind: 'slack' | 'webhook' }>

const iso = (ms: number) => new Date(ms).toISOString()

/** The plain JSON form; `message` is what CloudWatch would publish to SNS. */
export function plainBody({ id, sentMs, subject, lines, link, cloudwatch, changes }: Message) {
  const before = JSON.stringify({
    id,
    sentAt: iso(sentMs),
    text: [subject, ...lines].join('\n'),
    link,
    ...(changes.length > 1 && {
      changes: changes.map(({ atMs, from, to }) => ({ at: iso(atMs), from, to })),
    }),
  })
  return `${before.slice(0, -1)},"message":${cloudwatch.message}}`
}

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">` */
export function signature(secret: string, nowMs: number, body: string): string {
  const t = Math.floor(nowMs / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}

// What Slack answers, in its words; anything else that a server says may repeat what is secret.
const slackWords =
  /^(no_service|no_active_hooks|no_team|invalid_token|channel_not_found|channel_is_archived|action_prohibited|posting_to_general_channel_denied|invalid_payload|user_not_found|team_disabled|too_many_attachments|no_text|invalid_blocks|invalid_attachments|rate_limited)\b/

function statusProblem(host: string, { status, body }: Answered): Problem {
  const word = slackWords.exec(body.trim())?.[1]
  const what = word ? `${status}, ${word}` : String(status)
  if (status >= 300 && status < 400)
    return {
      message: `${host} sends messages on to another address (${status}), which is not followed.`,
      remedy: 'Write the final address into the site file.',
    }
  if (status === 401 || status === 403 || status === 404 || status === 410)
    return {
      message: `${host} does not know this address or does not allow it (${what}).`,
      remedy: 'Make a new webhook there and write its address into the site file.',
    }
  if (status === 429)
    return {
      message: `${host} asks for fewer messages (429).`,
      remedy: 'Nothing need be done: that server takes more after a while.',
    }
  if (status >= 500)
    return {
      message: `${host} has trouble of its own (${what}).`,
      remedy: 'Look at that server.',
    }
  return {
    message: `${host} did not accept the message (${what}).`,
    remedy: 'Check that the kind of the recipient, slack or webhook, is what that address takes.',
  }
}

function refusedProblem(host: string, { kind, address }: Refused): Problem {
  const where = host === address ? address : `${host} is ${address}, which`
  return kind === 'own'
    ? {
        message: `${where} belongs to your own network, where this recipient may not send.`,
        remedy: 'If that is meant, add "private": true to the recipient in the site file.',
      }
    : {
        message: `${where} is an address to which nothing is ever sent.`,
        remedy: 'Write the address of the receiving server into the site file.',
      }
}

/** Retry-After in ms: seconds, or a date. */
function askedOf({ status, retryAfter }: Answered, nowMs: number): number | undefined {
  if (retryAfter === undefined || (status !== 429 && status !== 503)) return undefined
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - nowMs
  return ms > 0 ? ms : undefined
}

/** Posts to a webhook, signed when it has a secret. Success is a status of 200 to 299. */
export const sendWebhook =
  (recipient: Webhook, clock: () => number): Send =>
  async (message, signal): Promise<Sent> => {
    const url = new URL(recipient.url)
    const body = recipient.kind === 'slack' ? slackBody(message) : plainBody(message)
    try {
      const answered = await post(url, {
        body,
        ownNetwork: recipient.private,
        signal,
        headers: {
          'x-cafewatch-message-id': message.id,
          ...(recipient.secret !== undefined && {
            'x-cafewatch-signature': signature(recipient.secret, clock(), body),
          }),
        },
      })
      if (answered.status >= 200 && answered.status < 300) return { ok: true }
      return {
        ok: false,
        problem: statusProblem(url.host, answered),
        askedMs: askedOf(answered, clock()),
      }
    } catch (error) {
      const problem =
        error instanceof Refused
          ? refusedProblem(url.hostname, error)
          : (networkProblem(error, url.host) ?? unknownProblem(error, url.host))
      return { ok: false, problem }
    }
  }
