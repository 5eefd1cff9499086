/** How long a page and a refresh wait for the newest while an earlier answer is there: what is kept is there at once. */
const patienceMs = 30

/** An answer that was given before, and how old it is. */
export interface Earlier {
  reading: object
  ageMs: number
}

/** What is given for a question: the newest answer, or an earlier one and `newer`, which is on its way. */
export type Given = { reading: object } | (Earlier & { newer: Promise<object> })

/** Gives what is there in a moment, for each question by its name. Rejects as the newest does. */
export function soon<Name extends string>(
  newest: Record<Name, Promise<object>>,
  earlier: (name: Name) => Earlier | null,
): Record<Name, Promise<Given>> {
  const patience = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null))
  async function given(name: Name): Promise<Given> {
    const reading = await Promise.race([newest[name], patience])
    if (reading) return { reading }
    const found = earlier(name)
    return found ? { ...found, newer: newest[name] } : { reading: await newest[name] }
  }
  const names = Object.keys(newest) as Name[]
  return Object.fromEntries(names.map((name) => [name, given(name)])) as Record<
    Name,
    Promise<Given>
  >
}
