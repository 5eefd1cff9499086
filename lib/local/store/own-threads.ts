import { setTimeout as wait } from 'node:timers/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { PendingResult } from '@duckdb/node-bindings'
import { calls } from './binding'
import { bindings, numberOf, queryOn, type SqlValue } from './duckdb'

const lookMs = 4
// Longer than a batch takes: from then on a thread is given to it, in case all of DuckDB's are busy.
const maxMs = 5_000

/**
 * Runs a long statement on DuckDB's own threads. A call that waits for it, as `run` does, would keep a
 * processor busy all the while.
 */
export async function runOnOwnThreads(
  connection: DuckDBConnection,
  sql: string,
  parameters: SqlValue[],
): Promise<void> {
  const threads = numberOf(await queryOn(connection, "SELECT current_setting('threads')", []))
  const pending = await connection.start(sql, ...bindings(parameters))
  // Where there is one alone, it may be the caller's. The package offers no way to look only.
  const { pending_result } = pending as unknown as { pending_result: PendingResult }
  const until = performance.now() + (threads > 1 ? maxMs : 0)
  while (performance.now() < until) {
    const state = calls.pending_execute_check_state(pending_result)
    if (calls.pending_execution_is_finished(state)) break
    await wait(lookMs)
  }
  await pending.getResult()
}
