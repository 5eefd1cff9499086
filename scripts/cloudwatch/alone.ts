#!/usr/bin/env node
import { serveCloudWatch } from './serve'

serveCloudWatch({ inMemory: true })
