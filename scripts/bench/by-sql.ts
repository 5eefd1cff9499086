import { rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { openStore } from '@/lib/local/store/store'
import type { Format } from './lines'

const clf = String.raw`^(\S+) \S+ (\S+) \[([^\]]+)\] "(\S+) ([^ ?"]*)(\?[^ "]*)? ([^"]*)" (\d{3}) (\S+) "([^"]*)" "([^"]*)"`
const clfFields = [
  'remoteIP',
  'user',
  'time',
  'method',
  'request',
  'query',
  'protocol',
  'status',
  'bytes',
  'referer',
  'userAgent',
]
const jsonFields = [
  'time',
  'process',
  'filename',
  'remoteIP',
  'host',
  'request',
  'query',
  'method',
  'status',
  'userAgent',
  'referer',
]

const linesOf = (file: string) =>
  `SELECT line FROM read_csv('${file}', columns = {line: 'VARCHAR'}, delim = '', quote = '', escape = '', header = false, auto_detect = false)`

/** The statement that a person would write to load a log into the columns that we make of it. */
const statements: Record<Format, (file: string) => string> = {
  combined: (file) => `
    SELECT epoch_ms(strptime(f.time, '%d/%b/%Y:%H:%M:%S %z')) AS ts, line AS message, strlen(line) AS size, f.*
    FROM (SELECT line, regexp_extract(line, '${clf}', [${clfFields.map((name) => `'${name}'`).join(', ')}]) AS f FROM (${linesOf(file)}))`,
  json: (file) => `
    SELECT epoch_ms(f.time::TIMESTAMPTZ) AS ts, line AS message, strlen(line) AS size, f.*
    FROM (SELECT line, from_json(line, '{${jsonFields.map((name) => `"${name}": "VARCHAR"`).join(', ')}}') AS f FROM (${linesOf(file)}))`,
}

/** Seconds in which DuckDB alone loads a log into a table with the same columns, locations apart. */
export async function loadBySql(file: string, format: Format, path: string): Promise<number> {
  rmSync(path, { force: true })
  const log = resolve(file)
  const store = await openStore({ path, workDir: dirname(log) })
  const started = performance.now()
  await store.run(`CREATE TABLE by_sql AS ${statements[format](log)}`)
  await store.run('CHECKPOINT')
  const seconds = (performance.now() - started) / 1000
  const { rows } = await store.query('SELECT count(*), count(ts) FROM by_sql')
  await store.close()
  if (rows[0]?.[0] !== rows[0]?.[1]) throw new Error(`DuckDB read ${rows[0]?.join(' of ')} lines`)
  return seconds
}
