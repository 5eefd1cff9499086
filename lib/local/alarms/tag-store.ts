import { recordsOf, type Session } from '@/lib/local/store/duckdb'

export interface Tag {
  Key: string
  Value: string
}

export const tagTables = `
  CREATE TABLE IF NOT EXISTS alarm_tags (alarm VARCHAR, key VARCHAR, value VARCHAR);`

/** The tags of an alarm, by their keys. */
export const readTags = async ({ query }: Pick<Session, 'query'>, alarm: string): Promise<Tag[]> =>
  recordsOf<{ Key: string; Value: string }>(
    await query(
      'SELECT key AS "Key", value AS "Value" FROM alarm_tags WHERE alarm = $1 ORDER BY key',
      [alarm],
    ),
  )

export async function removeTags({ run }: Session, alarm: string, keys: readonly string[]) {
  for (const key of keys)
    await run('DELETE FROM alarm_tags WHERE alarm = $1 AND key = $2', [alarm, key])
}

/** Adds tags; one of the same key is replaced. */
export async function addTags(session: Session, alarm: string, tags: readonly Tag[]) {
  await removeTags(
    session,
    alarm,
    tags.map(({ Key }) => Key),
  )
  for (const [key, value] of new Map(tags.map(({ Key, Value }) => [Key, Value])))
    await session.run('INSERT INTO alarm_tags VALUES ($1, $2, $3)', [alarm, key, value])
}

export const forgetTags = ({ run }: Session, alarm: string): Promise<void> =>
  run('DELETE FROM alarm_tags WHERE alarm = $1', [alarm])
