import { ArnFormat, Aws, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns'
import type { Alarm, Recipient } from '@/lib/monitoring'

const mostActions = 5
const cloudwatch = new ServicePrincipal('cloudwatch.amazonaws.com')

export class TooManyTold extends Error {}

function keyOf(stack: Stack): Key {
  const key = new Key(stack, 'MessageKey', {
    description: 'Encrypts the alarm messages of CafeWatch',
    enableKeyRotation: true,
    // Nothing that stays is encrypted with it.
    removalPolicy: RemovalPolicy.DESTROY,
    pendingWindow: Duration.days(7),
  })
  // Alarms cannot use the key that AWS manages for SNS. Who may publish is limited by the topic.
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsEncrypt',
      principals: [cloudwatch],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
    }),
  )
  return key
}

function topicFor(stack: Stack, id: string, name: string, key: Key, addresses: string[]): Topic {
  const topic = new Topic(stack, id, { displayName: name, masterKey: key, enforceSSL: true })
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccountPublish',
      principals: [cloudwatch],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  )
  addresses.forEach((endpoint, at) => {
    new Subscription(stack, `${id}Email${at + 1}`, {
      topic,
      protocol: SubscriptionProtocol.EMAIL,
      endpoint,
    })
  })
  return topic
}

/** Who is meant by `tell`, as the name of an audience; null when nobody is. */
function audienceOf(tell: Alarm['tell']): string | null {
  if (tell === 'nobody' || tell.length === 0) return null
  return tell === 'everybody' ? tell : [...tell].sort().join(' ')
}

/**
 * What each alarm's actions are: one topic for each set of people that an alarm tells, with an
 * e-mail subscription for each address, and the topics that are declared by their ARN. Slack and
 * webhooks are not among them: SNS cannot write what these read.
 */
export function audiences(
  stack: Stack,
  alarms: Alarm[],
  recipients: Recipient[],
  emails: string[],
): { actionsOf: (tell: Alarm['tell']) => string[]; topics: Topic[] } {
  const key = keyOf(stack)
  const made = new Map<string, { topic: Topic; actions: string[] }>()
  const make = (tell: Alarm['tell']) => {
    const name = audienceOf(tell)
    if (name === null || made.has(name)) return
    const told = recipients.filter((recipient) => tell === 'everybody' || tell.includes(recipient.name))
    const addresses = told.flatMap((recipient) => (recipient.kind === 'email' ? recipient.to : []))
    const arns = told.flatMap((recipient) => (recipient.kind === 'sns' ? [recipient.topicArn] : []))
    const all = [...new Set([...addresses, ...(tell === 'everybody' ? emails : [])])]
    const id = tell === 'everybody' ? 'Everybody' : `Audience${made.size}`
    const topic = topicFor(stack, id, `CafeWatch: ${name}`.slice(0, 100), key, all)
    const actions = [topic.topicArn, ...arns]
    if (actions.length > mostActions)
      throw new TooManyTold(
        `recipients: ${name} are ${arns.length} SNS topics; an alarm on AWS has at most ${mostActions} actions, and one is taken`,
      )
    made.set(name, { topic, actions })
  }
  make('everybody')
  for (const { tell } of alarms) make(tell)
  return {
    actionsOf: (tell) => made.get(audienceOf(tell) ?? '')?.actions ?? [],
    topics: [...made.values()].map(({ topic }) => topic),
  }
}
