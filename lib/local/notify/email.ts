import { getSystemErrorName } from 'node:util'
import type { Recipient } from '@/lib/monitoring'
import { visible } from '@/lib/visible'
import type { Message } from './message'
import { networkProblem, unknownProblem } from './network-problem'
import type { Problem, Send, SendResult } from './outcome'

type Email = Extract<Recipient, { kind: 'email' }>

const connectMs = 10_000
const socketMs = 15_000
const maxReplyLength = 200

/** Unchanged when it is not valid percent-encoding. */
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
    connection: {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port,
      secure,
      requireTLS: url.searchParams.get('requireTLS') === 'true',
      ignoreTLS: url.searchParams.get('ignoreTLS') === 'true',
    },
    user: decoded(url.username),
    password: decoded(url.password),
    /** Without any secret. */
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

/** The mail server's reply, with the password masked in case it repeats it. */
function replyOf(response: unknown, { user, password }: Server): string {
  if (typeof response !== 'string') return ''
  const secrets = [password, base64(password), base64(`\0${user}\0${password}`)]
  return visible(
    secrets
      .filter((secret) => secret !== '')
      .reduce((text, secret) => text.replaceAll(secret, '***'), response),
  ).slice(0, maxReplyLength)
}

interface SmtpError extends Error {
  code?: string
  errno?: number
  response?: string
}

/** Nodemailer replaces the codes of the system and of TLS with its own. */
function codeOf({ code, errno, message }: SmtpError): string | undefined {
  if (/certificate has expired/i.test(message)) return 'CERT_HAS_EXPIRED'
  if (/altnames/i.test(message)) return 'ERR_TLS_CERT_ALTNAME_INVALID'
  if (/certificate|self[- ]signed/i.test(message)) return 'UNABLE_TO_VERIFY'
  return code === 'ESOCKET' && errno !== undefined && errno < 0 ? getSystemErrorName(errno) : code
}

function smtpProblem(error: SmtpError, server: Server): Problem {
  const text = replyOf(error.response, server)
  const reply = text ? ` It replied: ${text}` : ''
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH')
    return {
      message: `The mail server ${server.shown} rejected the user name and password.${reply}`,
      remedy:
        'Check both in the mail server’s address ("smtp") in Set-up or the site file; many providers require an app password.',
    }
  if (error.code === 'EENVELOPE')
    return {
      message: `The mail server ${server.shown} rejected the sender or a recipient address.${reply}`,
      remedy:
        'Check "to" and "from" in Set-up or the site file; "from" must be an address that the server lets you use.',
    }
  const known = networkProblem({ code: codeOf(error) }, server.shown)
  if (known) return known
  if (text)
    return {
      message: `The mail server ${server.shown} did not accept the message.${reply}`,
      remedy: 'Contact the administrator of that server.',
    }
  return unknownProblem(error, server.shown)
}

/** Sends mail as text and simple HTML, with CloudWatch’s JSON attached. */
export const sendEmail =
  (recipient: Email): Send =>
  async (message, signal): Promise<SendResult> => {
    const server = serverOf(recipient.smtp)
    const from =
      recipient.from ?? (server.user.includes('@') ? server.user : (recipient.to[0] ?? ''))
    const { connection, user, password } = server
    // Loaded only when mail is sent.
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      ...connection,
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
          message: `The mail server ${server.shown} rejected some addresses: ${visible(rejected.map(String).join(', '))}.`,
          remedy:
            'Check "to" in Set-up or the site file; the other addresses received the message.',
        },
      }
    } catch (error) {
      return { ok: false, problem: smtpProblem(error as SmtpError, server) }
    } finally {
      transport.close()
    }
  }
