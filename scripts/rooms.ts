import { readFileSync } from 'node:fs'
import { checkRooms, productSources } from './rooms/check'

const { problems, summary } = checkRooms(productSources(), readFileSync('CONTRIBUTING.md', 'utf8'))
for (const problem of problems) console.error(problem)
console.log(summary)
if (problems.length > 0) process.exitCode = 1
