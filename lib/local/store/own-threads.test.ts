import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { numberOf, queryOn } from './duckdb'
import { runOnOwnThreads } from './own-threads'

async function opened(threads: number) {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection = await instance.connect()
  await connection.run('CREATE TABLE t (n BIGINT)')
  const sum = async () => numberOf(await queryOn(connection, 'SELECT sum(n)::BIGINT FROM t', []))
  return { connection, sum }
}

test.each([1, 2, 4])('a statement has run when it is awaited, with %i threads', async (threads) => {
  const { connection, sum } = await opened(threads)
  await runOnOwnThreads(connection, 'INSERT INTO t SELECT range * $1 FROM range(300000)', [2])
  expect(await sum()).toBe(299_999 * 300_000)
})

test.each([1, 2])('why a statement fails is said, with %i threads', async (threads) => {
  const { connection, sum } = await opened(threads)
  const wrong =
    "INSERT INTO t SELECT (CASE WHEN range = 290000 THEN 'x' ELSE '1' END)::BIGINT FROM range(300000)"
  await expect(runOnOwnThreads(connection, wrong, [])).rejects.toThrow(
    /Could not convert string 'x'/,
  )
  await expect(runOnOwnThreads(connection, 'INSERT INTO nothing SELECT 1', [])).rejects.toThrow(
    /nothing does not exist/,
  )
  await expect(
    runOnOwnThreads(
      connection,
      "INSERT INTO t SELECT * FROM read_csv($1, columns = {n: 'BIGINT'}, auto_detect = false)",
      ['/none'],
    ),
  ).rejects.toThrow(/No files found/)
  expect(await sum()).toBe(0)
})
