import { buildIfNeeded } from './build'
import { runMain } from './run-main'

runMain(async () => buildIfNeeded())
