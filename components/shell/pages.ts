import type { Role } from '@/lib/access/roles'

interface Page {
  href: string
  name: string
  /** Who may open it. */
  role: Role
}

/** The pages of the menu, in its order. */
export const pages: readonly Page[] = [
  { href: '/', name: 'Overview', role: 'viewer' },
  { href: '/errors', name: 'Errors', role: 'viewer' },
  { href: '/incidents', name: 'Incidents', role: 'viewer' },
  { href: '/alarms', name: 'Alarms', role: 'viewer' },
  { href: '/explore', name: 'Explore', role: 'viewer' },
  { href: '/tail', name: 'Live tail', role: 'viewer' },
  { href: '/setup', name: 'Set-up', role: 'admin' },
]
