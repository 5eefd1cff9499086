import { createHmac } from 'node:crypto'
import type { Recipient } from '@/lib/monitoring'
import type { Message } from './message'
import { networkProblem, unknownProblem } from './network-problem'
import type { Problem, Send, SendResult } from './outcome'
import { AddressRefused, type HttpAnswer, post } from './post'

const colors = { ALARM: '#b3261e', OK: '#1b7f4b', INSUFFICIENT_DATA: '#6b6b6b' }

/**
 * Text for Slack, in which & < > cannot begin markup or a mention. Compatible servers also obey a bare
 * @here and Markdown links and images, which a zero-width space breaks.
 */
export const slackText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200b')
    .replaceAll('](', ']\u200b(')

/** The body for Slack’s incoming webhooks and compatible ones: Mattermost, Rocket.Chat, Discord’s /slack. */
export function slackBody({ subject, lines, link, state }: Message): string {
  const text = slackText(subject)
  return JSON.stringify({
    text,
    mrkdwn: false,
    attachments: [
      {
        color: colors[state],
        fallback: text,
        title: 'Open the alarm',
        title_link: link,
        text: slackText(lines.join('\n')),
        mrkdwn_in: [],
      },
    ],
  })
}

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

// Slack's error codes; anything else in an answer may repeat secrets.
const slackErrors =
  /^(no_service|no_active_hooks|no_team|invalid_token|channel_not_found|channel_is_archived|action_prohibited|posting_to_general_channel_denied|invalid_payload|user_not_found|team_disabled|too_many_attachments|no_text|invalid_blocks|invalid_attachments|rate_limited)\b/

function statusProblem(host: string, { status, body }: HttpAnswer): Problem {
  const error = slackErrors.exec(body.trim())?.[1]
  const code = error ? `${status}, ${error}` : String(status)
  if (status >= 300 && status < 400)
    return {
      message: `${host} redirects to another address (${status}), and redirects are not followed.`,
      remedy: 'Put the final address into Set-up or the site file.',
    }
  if (status === 401 || status === 403 || status === 404 || status === 410)
    return {
      message: `${host} does not recognise this address or denies access (${code}).`,
      remedy: 'Create a new webhook there and put its address into Set-up or the site file.',
    }
  if (status === 429)
    return {
      message: `${host} is limiting the rate of messages (429).`,
      remedy: 'Nothing to do: the message will be retried.',
    }
  if (status >= 500)
    return {
      message: `${host} answered with a server error (${code}).`,
      remedy: 'Check that server.',
    }
  return {
    message: `${host} did not accept the message (${code}).`,
    remedy: 'Check that the recipient’s kind, slack or webhook, matches that address.',
  }
}

function addressProblem(host: string, { kind, address }: AddressRefused): Problem {
  const where = host === address ? address : `${host} resolves to ${address}, which`
  return kind === 'private'
    ? {
        message: `${where} is on a private network, to which this recipient must not send.`,
        remedy:
          'If this is intended, tick “In our own network” at the recipient in Set-up, or add "private": true to it in the site file.',
      }
    : {
        message: `${where} is an address that messages are never sent to.`,
        remedy: 'Put the address of the receiving server into Set-up or the site file.',
      }
}

/** Retry-After in ms: seconds, or a date. */
function retryAfterOf({ status, retryAfter }: HttpAnswer, nowMs: number): number | undefined {
  if (retryAfter === undefined || (status !== 429 && status !== 503)) return undefined
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - nowMs
  return ms > 0 ? ms : undefined
}

/** Posts to a webhook, signed if it has a secret. Any status from 200 to 299 is success. */
export const sendWebhook =
  (recipient: Webhook, clock: () => number): Send =>
  async (message, signal): Promise<SendResult> => {
    const url = new URL(recipient.url)
    const body = recipient.kind === 'slack' ? slackBody(message) : plainBody(message)
    try {
      const answer = await post(url, {
        body,
        allowPrivate: recipient.private,
        signal,
        headers: {
          'x-cafewatch-message-id': message.id,
          ...(recipient.secret !== undefined && {
            'x-cafewatch-signature': signature(recipient.secret, clock(), body),
          }),
        },
      })
      if (answer.status >= 200 && answer.status < 300) return { ok: true }
      return {
        ok: false,
        problem: statusProblem(url.host, answer),
        retryAfterMs: retryAfterOf(answer, clock()),
      }
    } catch (error) {
      const problem =
        error instanceof AddressRefused
          ? addressProblem(url.hostname, error)
          : (networkProblem(error, url.host) ?? unknownProblem(error, url.host))
      return { ok: false, problem }
    }
  }
