import type { SNSClient } from '@aws-sdk/client-sns'
import type { Recipient } from '@/lib/monitoring'
import { networkProblem, timedOut, unknownProblem } from './network-problem'
import type { Problem, Send, SendResult } from './outcome'

type Sns = Extract<Recipient, { kind: 'sns' }>

interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number }
}

/** Names of errors, what they mean and the remedy; `{topic}` stands for its ARN. */
const problems: [RegExp, string, string][] = [
  [
    /^(NotFoundException|NotFound|TopicNotFound)$/,
    'The topic {topic} does not exist.',
    'Create it or correct topicArn in the site file.',
  ],
  [
    /^(AuthorizationError|AccessDenied)(Exception)?$/,
    'These credentials are not allowed to publish to {topic}.',
    'Allow sns:Publish on that topic in the policy of the role that CafeWatch runs under.',
  ],
  [
    /^(CredentialsProviderError|InvalidClientTokenId|InvalidSecurity(Exception)?|SignatureDoesNotMatch|UnrecognizedClientException)$/,
    'No AWS credentials were found that Amazon SNS accepts.',
    'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or attach an instance role; then restart.',
  ],
  [
    /^(ExpiredToken(Exception)?|TokenProviderError)$/,
    'The AWS credentials have expired.',
    'Sign in again, for example with aws sso login.',
  ],
]

function snsProblem(error: SdkError, topicArn: string): Problem {
  const status = error.$metadata?.httpStatusCode
  // First: the SDK calls a broken connection a TimeoutError.
  const network = networkProblem(error, 'Amazon SNS', 'AWS_ENDPOINT_URL, when it is set')
  if (network) return network
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return timedOut('Amazon SNS')
  for (const [name, message, remedy] of problems)
    if (name.test(error.name))
      return { message: message.replace('{topic}', () => topicArn), remedy }
  return status === undefined
    ? unknownProblem(error, 'Amazon SNS')
    : {
        message: `Amazon SNS did not accept the message (${error.name}, HTTP ${status}).`,
        remedy: 'Check the topic and https://health.aws.amazon.com.',
      }
}

/** The region in a topic’s ARN. */
const regionOf = (topicArn: string) => topicArn.split(':')[3] ?? ''

/** Publishes to a topic, once: the outbox retries. */
export function sendSns({ topicArn }: Sns): Send {
  let client: SNSClient | undefined
  return async ({ id, alarm, cloudwatch }, signal): Promise<SendResult> => {
    // Loaded only when something is published.
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns')
    // Credentials and endpoint are read as every AWS SDK does.
    client ??= new SNSClient({ region: regionOf(topicArn), maxAttempts: 1 })
    try {
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          // SNS has not always accepted more than ASCII here; the message has the full name.
          Subject: cloudwatch.subject.replace(/[^\x20-\x7e]/g, '?'),
          Message: cloudwatch.message,
          MessageAttributes: { MessageId: { DataType: 'String', StringValue: id } },
          ...(topicArn.endsWith('.fifo') && {
            MessageGroupId: Buffer.from(alarm).toString('hex').slice(0, 128),
            MessageDeduplicationId: id,
          }),
        }),
        { abortSignal: signal },
      )
      return { ok: true }
    } catch (error) {
      return { ok: false, problem: snsProblem(error as SdkError, topicArn) }
    }
  }
}
