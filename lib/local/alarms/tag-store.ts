import { recordsOf, type Session } from '@/lib/local/store/duckdb'

export interface Tag {
  Key: string
  Value: string
}

/** The tags of the resources of a kind, by their names. */
function newTagStore(kind: 'alarm' | 'dashboard') {
  const table = `${kind}_tags`
  const remove = async ({ run }: Session, name: string, keys: readonly string[]) => {
    for (const key of keys)
      await run(`DELETE FROM ${table} WHERE ${kind} = $1 AND key = $2`, [name, key])
  }
  return {
    kind,
    tables: `
  CREATE TABLE IF NOT EXISTS ${table} (${kind} VARCHAR, key VARCHAR, value VARCHAR);`,
    remove,
    read: async ({ query }: Pick<Session, 'query'>, name: string): Promise<Tag[]> =>
      recordsOf<{ Key: string; Value: string }>(
        await query(
          `SELECT key AS "Key", value AS "Value" FROM ${table} WHERE ${kind} = $1 ORDER BY key`,
          [name],
        ),
      ),
    /** Adds tags; one of the same key is replaced. */
    async add(session: Session, name: string, tags: readonly Tag[]) {
      await remove(
        session,
        name,
        tags.map(({ Key }) => Key),
      )
      for (const [key, value] of new Map(tags.map(({ Key, Value }) => [Key, Value])))
        await session.run(`INSERT INTO ${table} VALUES ($1, $2, $3)`, [name, key, value])
    },
    forget: ({ run }: Session, name: string): Promise<void> =>
      run(`DELETE FROM ${table} WHERE ${kind} = $1`, [name]),
  }
}
export type TagStore = ReturnType<typeof newTagStore>

export const alarmTags = newTagStore('alarm')
export const dashboardTags = newTagStore('dashboard')
