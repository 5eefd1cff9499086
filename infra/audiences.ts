import { ArnFormat, Aws, type Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns'
import type { Alarm, Recipient } from '@/lib/monitoring'

const maxActions = 5
type Notify = Alarm['notify']
const cloudwatch = new ServicePrincipal('cloudwatch.amazonaws.com')

export class TooManyActions extends Error {}

function topicFor(stack: Stack, id: string, name: string, key: IKey, addresses: string[]): Topic {
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

/** The name of the audience that `notify` means; null when it is empty. */
function audienceOf(notify: Notify): string | null {
  if (notify === 'none' || notify.length === 0) return null
  return notify === 'all' ? 'all recipients' : [...notify].sort().join(' ')
}

/**
 * The actions of each alarm: one topic for each set of recipients, with an e-mail subscription for
 * each address, and the topics that are declared by their ARN. Slack and webhooks are left out: SNS
 * cannot write what these read.
 */
export function audiences(
  stack: Stack,
  alarms: Alarm[],
  recipients: Recipient[],
  emails: string[],
  key: IKey,
): { actionsOf: (notify: Notify) => string[]; topics: Topic[] } {
  const made = new Map<string, { topic: Topic; actions: string[] }>()
  const make = (notify: Notify) => {
    const name = audienceOf(notify)
    if (name === null || made.has(name)) return
    const notified = recipients.filter((one) => notify === 'all' || notify.includes(one.name))
    const addresses = notified.flatMap((one) => (one.kind === 'email' ? one.to : []))
    const arns = notified.flatMap((one) => (one.kind === 'sns' ? [one.topicArn] : []))
    const endpoints = [...new Set([...addresses, ...(notify === 'all' ? emails : [])])]
    // The ID in deployed stacks: with another, every address would have to confirm its subscription again.
    const id = notify === 'all' ? 'Everybody' : `Audience${made.size}`
    const topic = topicFor(stack, id, `CafeWatch: ${name}`.slice(0, 100), key, endpoints)
    const actions = [topic.topicArn, ...arns]
    if (actions.length > maxActions)
      throw new TooManyActions(
        `recipients: ${name} include ${arns.length} SNS topics; an alarm on AWS has at most ${maxActions} actions, and one is already used`,
      )
    made.set(name, { topic, actions })
  }
  make('all')
  for (const { notify } of alarms) make(notify)
  return {
    actionsOf: (notify) => made.get(audienceOf(notify) ?? '')?.actions ?? [],
    topics: [...made.values()].map(({ topic }) => topic),
  }
}
