import { getSystemErrorName } from 'node:util'
import type { Recipient } from '@/lib/monitoring'
import type { Message } from './message'
import { networkProblem, unknownProblem } from './network-problem'
import type { Problem, Send, Sent } from './outcome'
import { visible } from './visible'

type Email = Extract<Recipient, { kind: 'email' }>

const connectMs = 10_000
const socketMs = 15_000
const longestWords = 200

/** As it is when it is not percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function serverOf(smtp: string) {
  const url = new URL(smtp)
  const secure = url.protocol === 'smtps:'
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port)
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    secure,
    requireTLS: url.searchParams.get('requireTLS') === 'true',
    ignoreTLS: url.searchParams.get('ignoreTLS') === 'true',
    user: decoded(url.username),
    password: decoded(url.password),
    /** Without what is secret. */
    shown: `${url.hostname}:${port}`,
  }
}
type Server = ReturnType<typeof serverOf>

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const htmlOf = ({ subject, lines, link }: Message) =>
  `<!doctype html><html><body><p><strong>${escaped(subject)}</strong></p><p>${lines
    .map(escaped)
    .join('<br>')}</p><p><a href="${escaped(link)}">${escaped(link)}</a></p></body></html>`

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** What the mail server said, without the password should it repeat it. */
function wordsOf(response: unknown, { user, password }: Server): string {
  if (typeof response !== 'string') return ''
  const secrets = [password, base64(password), base64(`\0${user}\0${password}`)]
  return visible(
    secrets
      .filter((secret) => secret !== '')
      .reduce((text, secret) => text.replaceAll(secret, '***'), response),
  ).slice(0, longestWords)
}

interface SmtpError extends Error {
  code?: string
  errno?: number
  response?: string
}

/** Nodemailer puts codes of its own over those of the system and of TLS. */
function codeOf({ code, errno, message }: SmtpError): string | undefined {
  if (/certificate has expired/i.test(message)) return 'CERT_HAS_EXPIRED'
  if (/altnames/i.test(message)) return 'ERR_TLS_CERT_ALTNAME_INVALID'
  if (/certificate|self[- ]signed/i.test(message)) return 'UNABLE_TO_VERIFY'
  return code === 'ESOCKET' && errno !== undefined && errno < 0 ? getSystemErrorName(errno) : code
}

function smtpProblem(error: SmtpError, server: Server): Problem {
  const said = wordsOf(error.response, server)
  const answer = said ? ` It said: ${said}` : ''
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH')
    return {
      message: `The mail server ${server.shown} does not accept the user and password.${answer}`,
      remedy:
        'Check both in smtp of the site file; many providers want a password made for one application.',
    }
  if (error.code === 'EENVELOPE')
    return {
      message: `The mail server ${server.shown} refused the sender or the receivers.${answer}`,
      remedy: 'Check to and from in the site file; from must be one that the server lets you use.',
    }
  const known = networkProblem({ code: codeOf(error) }, server.shown)
  if (known) return known
  if (said)
    return {
      message: `The mail server ${server.shown} did not take the message.${answer}`,
      remedy: 'Ask whoever runs that server.',
    }
  return unknownProblem(error, server.shown)
}

/** Sends mail as text, as simple HTML, and with CloudWatch’s JSON attached. */
export const sendEmail =
  (recipient: Email): Send =>
  async (message, signal): Promise<Sent> => {
    const server = serverOf(recipient.smtp)
    const from = recipient.from ?? (server.user.includes('@') ? server.user : (recipient.to[0] ?? ''))
    const { host, port, secure, requireTLS, ignoreTLS, user, password } = server
    // Loaded by those who send mail only.
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      host,
      port,
      secure,
      requireTLS,
      ignoreTLS,
      ...(user !== '' && { auth: { user, pass: password } }),
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      dnsTimeout: connectMs,
      socketTimeout: socketMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    const mail = {
      signal,
      from: { name: 'CafeWatch', address: from },
      to: recipient.to,
      date: new Date(message.sentMs),
      messageId: `<${message.id}@cafewatch.invalid>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-CafeWatch-Message-Id': message.id,
      },
      subject: message.subject,
      text: `${[message.subject, '', ...message.lines, '', message.link].join('\n')}\n`,
      html: htmlOf(message),
      attachments: [
        {
          filename: 'cloudwatch-alarm.json',
          contentType: 'application/json',
          content: message.cloudwatch.message,
        },
      ],
    }
    try {
      const { rejected } = await transport.sendMail(mail)
      if (rejected.length === 0) return { ok: true }
      return {
        ok: true,
        note: {
          message: `The mail server ${server.shown} refused some receivers: ${visible(rejected.map(String).join(', '))}.`,
          remedy: 'Check to in the site file; the others have the message.',
        },
      }
    } catch (error) {
      return { ok: false, problem: smtpProblem(error as SmtpError, server) }
    } finally {
      transport.close()
    }
  }
