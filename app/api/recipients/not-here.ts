import type { Env } from '@/lib/env'

const sentences: Record<Env['cloudwatch'], string> = {
  local: 'No engine runs in this process.',
  recorded: 'A recording tells nobody: there are no recipients here. Start with CLOUDWATCH=local.',
  aws: 'On AWS, Amazon SNS tells people, and this page does not see how that goes. To send a test: aws sns publish --topic-arn <ARN of the topic> --subject Test --message "A test message"',
}

/** Where no engine runs in this process, nobody is told from here: 404, with what to do instead. */
export const notHere = (cloudwatch: Env['cloudwatch']): Response =>
  Response.json({ ok: false, error: { message: sentences[cloudwatch] } }, { status: 404 })
