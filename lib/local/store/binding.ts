/**
 * DuckDB, loaded once its allocator has been told what suits a store that few threads write to: all of
 * them take their memory from one pool, and what is free is kept for five seconds, as long as it takes
 * until the next batch of a log needs it. By itself it has a pool for each thread, and has the kernel
 * take memory away and clear it again for every batch. What an operator sets stays.
 */
// biome-ignore lint/style/noProcessEnv: DuckDB's allocator reads it there, and nowhere else.
process.env.DUCKDB_JE_MALLOC_CONF ??= 'narenas:1,dirty_decay_ms:5000,muzzy_decay_ms:5000'

// Read once, when the library is loaded: a static import would come before the line above.
const { default: api } = await import('@duckdb/node-api')
export const { DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR } = api
export type DuckDBInstance = import('@duckdb/node-api').DuckDBInstance
export const { default: calls } = await import('@duckdb/node-bindings')
