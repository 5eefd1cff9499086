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
      remedy: 'Renew it; waiting messages are then delivered automatically.',
    }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      message: `The certificate of ${host} is for another name.`,
      remedy: 'Use the name in the certificate in Set-up or the site file.',
    }
  return {
    message: `The certificate of ${host} is not trusted here (${code}).`,
    remedy:
      'Install a certificate from a trusted authority on the server, or name its authority’s file in NODE_EXTRA_CA_CERTS and restart.',
  }
}

/** Why `host`, which `where` names, could not be reached; null when it is no network or TLS error. */
export function networkProblem(
  error: unknown,
  host: string,
  where = 'Set-up or the site file',
): Problem | null {
  const code = codeOf(error)
  if (certificate.test(code)) return certificateProblem(host, code)
  switch (code) {
    case 'ECONNREFUSED':
      return {
        message: `Nothing is listening at ${host} (ECONNREFUSED).`,
        remedy: `Check host and port in ${where}, and that the server there is running.`,
      }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EDNS':
      return {
        message: `The name ${host} was not found (${code}).`,
        remedy: `Check its spelling in ${where}, and this machine’s DNS.`,
      }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        message: `${host} is unreachable (${code}).`,
        remedy: 'Check the network and the firewall.',
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
        message: `An encrypted connection to ${host} could not be established (${code}).`,
        remedy: `Check that port and protocol in ${where} are right, with TLS or without.`,
      }
    default:
      return null
  }
}

export const timedOut = (host: string): Problem => ({
  message: `${host} did not answer in time.`,
  remedy: 'Check that the server there is running and that no firewall drops the connection.',
})

/** For any other error; gives only its code, since its text may contain secrets. */
export const unknownProblem = (error: unknown, host: string): Problem => ({
  message: `Sending to ${host} failed (${codeOf(error) || (error instanceof Error ? error.name : 'unknown error')}).`,
  remedy: 'Check this recipient in Set-up or the site file.',
})
