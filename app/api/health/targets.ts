import type { Home } from '@/lib/aws/held'
import { counted } from '@/lib/format'

/** What is wrong with telling people, a sentence for each target; questions are answered all the same. */
export async function targetProblems(home: Home | null): Promise<string[]> {
  if (!home) return []
  try {
    const targets = await home.targets()
    return targets.flatMap(({ name, waiting, waitingSinceMs, problem, givenUp }) => [
      ...(problem
        ? [
            `${counted(waiting, 'message')} to ${name} undelivered since ${new Date(waitingSinceMs ?? problem.againMs).toISOString()}. ${problem.message} ${problem.remedy}`,
          ]
        : []),
      ...(givenUp > 0
        ? [`${counted(givenUp, 'message')} to ${name} given up after 7 days; see docs/messages.md.`]
        : []),
    ])
  } catch {
    return ['How telling people goes is not known: the store does not answer.']
  }
}
