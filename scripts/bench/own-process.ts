import { runMain } from '../run-main'
import { loadBySql } from './by-sql'
import { dir, type Format } from './lines'
import { loadOne } from './load-one'

/** What the loading part measures in a process of its own: `load-one FILE LINES`, `load-asked FILE LINES` and `load-by-sql FILE FORMAT`. */
async function main(): Promise<void> {
  const [what, file = '', second = ''] = process.argv.slice(2)
  if (what === 'load-by-sql')
    return console.log(await loadBySql(file, second as Format, `${dir}/by-sql.duckdb`))
  const options = { file, lines: Number(second), dataDir: `${dir}/data` }
  console.log(JSON.stringify(await loadOne({ ...options, asks: what === 'load-asked' })))
}

runMain(main)
