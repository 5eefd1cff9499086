#!/usr/bin/env node
import module from 'node:module'

// From Node 22 on: the next start need not compile again.
const { enableCompileCache } = module as { enableCompileCache?: () => unknown }
enableCompileCache?.()

const { serveCloudWatch } = await import('./serve')

serveCloudWatch({ inMemory: true })
