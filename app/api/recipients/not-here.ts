import type { Env } from '@/lib/env'

const sentences: Record<Env['cloudwatch'], string> = {
  local: 'No engine runs in this process.',
  recorded: 'A recording has no recipients and notifies no one. Start with CLOUDWATCH=local.',
  aws: 'On AWS, Amazon SNS delivers notifications, and this page cannot see whether they arrive. To send a test: aws sns publish --topic-arn <ARN of the topic> --subject Test --message "A test message"',
}

/** Where no engine runs in this process, no one is notified from here: 404, with what to do instead. */
export const notHere = (cloudwatch: Env['cloudwatch']): Response =>
  Response.json({ ok: false, error: { message: sentences[cloudwatch] } }, { status: 404 })
