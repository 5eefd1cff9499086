import { ArnFormat, Aws, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type IKey, Key } from 'aws-cdk-lib/aws-kms'
import type { Settings } from './settings'

/** The keys that encrypt the messages of alarms and, when there is to be one, log groups and archive. */
export interface Keys {
  messages: IKey
  stored?: IKey
}

/** Alarms cannot use the key that AWS manages for SNS. Who may publish is limited by the topic. */
const alarmsEncrypt = () =>
  new PolicyStatement({
    sid: 'AlarmsEncrypt',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
  })

/** CloudWatch Logs may use the key for these log groups and for no other. */
const logsEncrypt = (stack: Stack, groupNames: string[]) =>
  new PolicyStatement({
    sid: 'LogGroupsEncrypt',
    principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
    actions: [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncrypt*',
      'kms:GenerateDataKey*',
      'kms:DescribeKey',
    ],
    resources: ['*'],
    conditions: {
      ArnEquals: {
        'kms:EncryptionContext:aws:logs:arn': groupNames.map((name) =>
          stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: name,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
      },
    },
  })

/** Data Firehose uses the key as its role may: the policy of a new key leaves that to IAM. */
export function keysOf(stack: Stack, kmsKey: Settings['kmsKey'], groupNames: string[]): Keys {
  if (kmsKey === null) {
    const messages = new Key(stack, 'MessageKey', {
      description: 'Encrypts the alarm messages of CafeWatch',
      enableKeyRotation: true,
      // Nothing stored is encrypted with it.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    })
    messages.addToResourcePolicy(alarmsEncrypt())
    return { messages }
  }
  if (kmsKey !== 'new') {
    const own = Key.fromKeyArn(stack, 'OwnKey', kmsKey)
    return { messages: own, stored: own }
  }
  const key = new Key(stack, 'StoredKey', {
    description: 'Encrypts log groups, archive and alarm messages of CafeWatch',
    enableKeyRotation: true,
    // Without it nobody can read what outlives the stack.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })
  key.addToResourcePolicy(alarmsEncrypt())
  key.addToResourcePolicy(logsEncrypt(stack, groupNames))
  return { messages: key, stored: key }
}
