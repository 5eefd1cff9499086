import { serveCloudWatch } from './cloudwatch/serve'

serveCloudWatch({ inMemory: false })
