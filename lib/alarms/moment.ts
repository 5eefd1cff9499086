/** A moment as CloudWatch writes it in reason data and messages: 2022-07-22T15:57:45.394+0000. */
export const awsDate = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000')

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
]

/** A moment as the reason of a composite alarm has it: Friday 22 July, 2022 15:57:45 UTC. */
export function longDate(ms: number): string {
  const date = new Date(ms)
  const day = `${days[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`
  return `${day}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`
}
