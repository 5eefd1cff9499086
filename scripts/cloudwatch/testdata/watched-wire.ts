import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A PutLogEvents as it went over the wire. */
export interface Put {
  group: string
  messages: string[]
  /** The status of its answer, or the reason why there was none. */
  answer: number | 'throttled' | 'none'
}

const refusal = JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' })

/** What stands between clients and an engine: hands on, throttles PutLogEvents, and notes each of them. */
export async function openWire() {
  const puts: Put[] = []
  const agent = new Agent({ keepAlive: true })
  const now = { engine: '', isThrottling: false }

  /** The engine's answer. Rejects when there is none. */
  const ask = (headers: IncomingMessage['headers'], body: Buffer) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(now.engine, { method: 'POST', agent, headers }, resolve)
      asked.once('error', reject)
      asked.end(body)
    })

  function newPut(body: Buffer): Put {
    const { logGroupName, logEvents } = JSON.parse(body.toString())
    const messages = logEvents.map(({ message }: { message: string }) => message)
    const put: Put = { group: logGroupName, messages, answer: 'none' }
    puts.push(put)
    return put
  }

  async function handOn({ headers }: IncomingMessage, body: Buffer, to: ServerResponse) {
    const isPut = headers['x-amz-target'] === 'Logs_20140328.PutLogEvents'
    const put = isPut ? newPut(body) : undefined
    if (put && now.isThrottling) {
      put.answer = 'throttled'
      to.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(refusal)
      return
    }
    const answer = await ask(headers, body)
    const answered = await buffer(answer)
    if (put) put.answer = answer.statusCode ?? 0
    to.writeHead(answer.statusCode ?? 0, answer.headers).end(answered)
  }

  const server = createServer((asked, to) => {
    buffer(asked)
      .then((body) => handOn(asked, body, to))
      // As it is when nobody listens, or the engine ends in between.
      .catch(() => to.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    puts,
    now,
    close() {
      agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}
