import { randomUUID } from 'node:crypto'
import { AwsError } from '@/lib/local/aws-error'
import { readForm } from './query-form'
import { elementsOf, writeXml, xmlText } from './query-xml'
import { inputShape, outputShape, queryCode } from './shapes'
import { bytesOf, cloudwatchTarget, type Reply, type Request, type Wire } from './wire'

const version = '2010-08-01'
const namespace = { '@xmlns': `http://monitoring.amazonaws.com/doc/${version}/` }

const formOf = (request: Request) => new URLSearchParams(bytesOf(request).toString('utf8'))

function xmlReply(status: number, requestId: string, elements: object): Reply {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: writeXml(elements),
  }
}

/** The Query protocol of CloudWatch's older clients: a form in, XML out. */
export const queryWire: Wire = {
  unknownOperation: 'InvalidAction',
  target(request) {
    const form = formOf(request)
    const asked = form.get('Version') ?? version
    if (asked !== version)
      throw new AwsError('NoSuchVersion', `This engine knows the version ${version} only.`)
    const action = form.get('Action')
    if (!action)
      throw new AwsError(
        'MissingAction',
        'The request is missing an action or a required parameter.',
      )
    return `${cloudwatchTarget}.${action}`
  },
  async input(request, operation) {
    return readForm(await inputShape(operation), formOf(request))
  },
  async reply(operation, output) {
    const shape = await outputShape(operation)
    const requestId = randomUUID()
    return xmlReply(200, requestId, {
      [`${operation}Response`]: {
        ...namespace,
        ...(shape.isStructSchema() && { [`${operation}Result`]: elementsOf(shape, output) }),
        ResponseMetadata: { RequestId: requestId },
      },
    })
  },
  async refuse({ type, message, status }) {
    const requestId = randomUUID()
    return xmlReply(status, requestId, {
      ErrorResponse: {
        ...namespace,
        Error: {
          Type: status < 500 ? 'Sender' : 'Receiver',
          Code: await queryCode(type),
          Message: xmlText(message),
        },
        RequestId: requestId,
      },
    })
  },
}
