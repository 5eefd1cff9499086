/** What is kept is there at once; for what takes longer an earlier answer stands in. */
const patienceMs = 20

/** An answer that was given before, and how old it is; the newest is on its way. */
export interface Earlier {
  reading: object
  ageMs: number
}

/** What is there in a moment: the newest answer, or an earlier one with its age. */
export type Given = { reading: object; ageMs?: undefined } | Earlier

/** For questions that are asked together, so that nobody waits. */
export function newSoon() {
  const patience = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null))
  /** What is given for a question. Rejects as the newest does. */
  return async (newest: Promise<object>, earlier: () => Earlier | null): Promise<Given> => {
    const reading = await Promise.race([newest, patience])
    return reading ? { reading } : (earlier() ?? { reading: await newest })
  }
}
