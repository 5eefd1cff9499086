import { readEnv } from '@/lib/env'
import { newApp } from './new-app'
import { readSettings } from './settings'
import { monitoringStack } from './stack'

/** What `cdk deploy` runs: it passes the context and the template's folder. */
try {
  const app = newApp()
  const settings = readSettings((name) => app.node.tryGetContext(name))
  monitoringStack(app, readEnv(), settings)
  app.synth()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
