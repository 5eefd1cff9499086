/** What of the work was done within the limit; null stands for what was not. Rejections count as not done. */
export async function settleWithin<Work extends Record<string, Promise<unknown>>>(
  limitMs: number,
  work: Work,
): Promise<{ [Name in keyof Work]: Awaited<Work[Name]> | null }> {
  const limit = new Promise<null>((resolve) => setTimeout(resolve, limitMs, null).unref?.())
  const names = Object.keys(work)
  const values = await Promise.all(
    names.map((name) => Promise.race([work[name]?.catch(() => null), limit])),
  )
  return Object.fromEntries(names.map((name, at) => [name, values[at]])) as {
    [Name in keyof Work]: Awaited<Work[Name]> | null
  }
}
