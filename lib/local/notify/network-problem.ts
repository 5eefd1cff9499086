import type { Problem } from './outcome'

const certificate =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL)/

/** The system’s code of an error, or of the first one in it that has any. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const { code, errors, cause } = error as {
    code?: unknown
    errors?: unknown[]
    cause?: unknown
  }
  if (typeof code === 'string') return code
  return codeOf(errors?.[0] ?? cause)
}

function certificateProblem(host: string, code: string): Problem {
  if (code === 'CERT_HAS_EXPIRED')
    return {
      message: `The certificate of ${host} has expired.`,
      remedy: 'Have it renewed; messages go out by themselves then.',
    }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      message: `The certificate of ${host} is for another name.`,
      remedy: 'Write the name that stands in the certificate into the site file.',
    }
  return {
    message: `The certificate of ${host} is not trusted here (${code}).`,
    remedy:
      'Give the server a certificate of a known authority, or name its authority’s file in NODE_EXTRA_CA_CERTS and restart.',
  }
}

/** Why `host`, which `where` names, could not be reached; null when the error is not one of the network or of TLS. */
export function networkProblem(
  error: unknown,
  host: string,
  where = 'the site file',
): Problem | null {
  const code = codeOf(error)
  if (certificate.test(code)) return certificateProblem(host, code)
  switch (code) {
    case 'ECONNREFUSED':
      return {
        message: `Nothing listens at ${host} (ECONNREFUSED).`,
        remedy: `Check host and port in ${where}, and that the server there runs.`,
      }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EDNS':
      return {
        message: `The name ${host} is not found (${code}).`,
        remedy: `Check its spelling in ${where}, and the DNS of this machine.`,
      }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        message: `There is no way to ${host} (${code}).`,
        remedy: `Check the network and the firewall.`,
      }
    case 'ETIMEDOUT':
    case 'ABORT_ERR':
    case 'EABORT':
      return timedOut(host)
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNECTION':
    case 'ESOCKET':
      return {
        message: `${host} closed the connection before it answered (${code}).`,
        remedy: `Check that port and protocol in ${where} are right, with TLS or without.`,
      }
    case 'EPROTO':
    case 'ETLS':
      return {
        message: `No encrypted connection to ${host} could be made (${code}).`,
        remedy: `Check that port and protocol in ${where} are right, with TLS or without.`,
      }
    default:
      return null
  }
}

export const timedOut = (host: string): Problem => ({
  message: `${host} did not answer in time.`,
  remedy: 'Check that the server there runs and that no firewall swallows the connection.',
})

/** When nothing better is known; says no more of the error than its code, since its text may hold what is secret. */
export const unknownProblem = (error: unknown, host: string): Problem => ({
  message: `${host} could not be told (${codeOf(error) || (error instanceof Error ? error.name : 'unknown error')}).`,
  remedy: 'Check what the site file says of this recipient.',
})
