import type { Role } from './roles'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What a request of one method on one route needs. */
export interface Right {
  /** `anyone` needs no sign-in. */
  role: Role | 'anyone'
  /** What it changes, for the audit log; absent where it only reads. */
  changes?: string
}

/** A right, and the route of the table that it was found at. */
export type FoundRight = Right & { route: string }

type Rights = Partial<Record<Method, Right>>

const anyone: Right = { role: 'anyone' }
const viewer: Right = { role: 'viewer' }
const operator: Right = { role: 'operator' }
const admin: Right = { role: 'admin' }
const changed = (role: Role, changes: string): Right => ({ role, changes })

/**
 * Who may do what: every route and method that is answered, as Next names them. `*` is one segment of the
 * path, and `**` at its end is one or more.
 */
export const rights: Readonly<Record<string, Rights>> = {
  '/': { GET: viewer },
  '/errors': { GET: viewer },
  '/incidents': { GET: viewer },
  '/incidents/*': { GET: viewer },
  '/alarms': { GET: viewer },
  '/alarms/*': { GET: viewer },
  '/explore': { GET: viewer },
  '/tail': { GET: viewer },
  '/back-test': { GET: viewer },
  '/spending': { GET: operator },
  '/setup': { GET: admin },
  '/audit': { GET: admin },

  '/sign-in': { GET: anyone, POST: anyone },
  '/sign-in/provider': { GET: anyone },
  '/sign-in/callback': { GET: anyone },
  '/sign-out': { POST: anyone },

  '/api/alarms': { GET: viewer, POST: changed('operator', 'alarm created') },
  '/api/alarms/*': {
    GET: viewer,
    PUT: changed('operator', 'alarm edited'),
    DELETE: changed('operator', 'alarm deleted'),
  },
  '/api/alarms/*/mute': {
    PUT: changed('operator', 'alarm muted'),
    DELETE: changed('operator', 'mute ended'),
  },
  '/api/alarms/*/acknowledgement': {
    PUT: changed('operator', 'alarm acknowledged'),
    DELETE: changed('operator', 'acknowledgement taken back'),
  },
  '/api/alarms/*/trial': { POST: operator },
  '/api/archive': { GET: viewer },
  '/api/audit': { GET: admin },
  '/api/back-test': { GET: viewer, POST: viewer },
  '/api/blind-spots': { GET: viewer },
  '/api/expected': { GET: viewer },
  '/api/explore': { POST: viewer },
  '/api/explore/event': { GET: viewer },
  '/api/explore/fields': { GET: viewer },
  '/api/explore/queries': {
    GET: viewer,
    POST: changed('operator', 'query saved'),
    DELETE: changed('operator', 'saved query deleted'),
  },
  '/api/health': { GET: anyone },
  '/api/health/live': { GET: anyone },
  '/api/incidents': { GET: viewer },
  '/api/incidents/*': { GET: viewer },
  '/api/incidents/*/evidence': { GET: viewer },
  '/api/queries/*': { GET: viewer },
  '/api/readings': { GET: viewer },
  '/api/recipients': { GET: viewer },
  '/api/recipients/test': { POST: changed('operator', 'test message sent') },
  '/api/setup': { GET: admin, POST: admin },
  '/api/site': {
    GET: admin,
    POST: admin,
    PUT: changed('admin', 'set-up saved'),
    DELETE: changed('admin', 'set-up forgotten'),
  },
  '/api/situation': { GET: viewer },
  '/api/source': { GET: viewer },
  '/api/spending': { GET: operator },
  '/api/tail': { GET: viewer },
  '/metrics': { GET: viewer },

  // What the sign-in page is drawn with.
  '/_next/static/**': { GET: anyone },
  '/favicon.ico': { GET: anyone },
  '/icon.svg': { GET: anyone },
  '/icon-192.png': { GET: anyone },
  '/icon-512.png': { GET: anyone },
  '/icon-maskable-512.png': { GET: anyone },
  '/apple-touch-icon.png': { GET: anyone },
  '/apple-touch-icon-precomposed.png': { GET: anyone },
  '/manifest.webmanifest': { GET: anyone },
  '/robots.txt': { GET: anyone },
}

const routes = Object.entries(rights).map(([route, methods]) => ({
  route,
  segments: route.split('/'),
  methods,
}))

function fits(segments: readonly string[], path: readonly string[]): boolean {
  if (segments.at(-1) === '**')
    return (
      path.length >= segments.length && segments.slice(0, -1).every((one, at) => one === path[at])
    )
  return (
    segments.length === path.length &&
    segments.every((one, at) => one === path[at] || (one === '*' && path[at] !== ''))
  )
}

/** What a request needs; null for a route or method that is not in the table, which no one is answered. */
export function rightOf(method: string, pathname: string): FoundRight | null {
  const path = pathname.replace(/([^/])\/$/, '$1').split('/')
  const exact = routes.find(
    ({ segments }) =>
      segments.every((one, at) => one === path[at]) && segments.length === path.length,
  )
  const found = exact ?? routes.find(({ segments }) => fits(segments, path))
  const asked = method === 'HEAD' ? 'GET' : method
  const right =
    found && Object.hasOwn(found.methods, asked) ? found.methods[asked as Method] : undefined
  return found && right ? { ...right, route: found.route } : null
}
