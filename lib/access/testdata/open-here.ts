import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAccess, setAccess } from '../access'

/** Access as on a machine that has no users: this machine may do everything. */
export function openHere(): void {
  const dataDir = join(tmpdir(), `access-none-${process.pid}`)
  const settings = { publicUrl: 'http://127.0.0.1:3000', isOpen: false, tls: null, basePath: '' }
  setAccess(openAccess({ ...settings, dataDir, trustedProxies: [], provider: null }))
}
