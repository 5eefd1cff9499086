import { dirname } from 'node:path'
import { userName } from '@/lib/file-problem'

/** What to do about a file or folder that this user may not read. A running process does not notice a new group; it does notice an access rule. */
export function mayNotRead(path: string, { isFolder = false, user = userName() } = {}): string {
  const folder = isFolder ? path : dirname(path)
  return [
    `${path} may not be read by the user ${user}.`,
    `Give access with \`sudo setfacl -R -m u:${user}:rX -m d:u:${user}:rX ${folder}\` (package acl): reading then starts by itself.`,
    `Or, on Debian and Ubuntu, \`sudo usermod -aG adm ${user}\`, then log out, log in and start CafeWatch again.`,
  ].join(' ')
}
