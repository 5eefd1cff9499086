// Starts the server as it was built: compiling its sources takes longer than all the rest of a start. From
// the sources while developing, and when they have changed: that builds.
import module from 'node:module'
import { isAllBuilt, server } from './built-from.js'

if (!process.argv.includes('--dev') && isAllBuilt()) {
  // From Node 22 on, the next start need not compile again.
  module.enableCompileCache?.()
  await import(`../${server.folder}/${server.holds}`)
} else {
  const { register } = await import('tsx/esm/api')
  register()
  await import('./server.ts')
}
