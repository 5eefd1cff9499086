import { expect, test } from 'vitest'
import { fieldsOfEvent } from './service-fields'

const id = '1b8c5a9e-5bc2-4286-94f4-59898c838037'

test.each([
  [
    `REPORT RequestId: ${id}\tDuration: 63.30 ms\tBilled Duration: 64 ms\tMemory Size: 128 MB\tMax Memory Used: 35 MB\tInit Duration: 128.5 ms\tXRAY TraceId: 1-58-ab\tSegmentId: 4c0a\tSampled: true\n`,
    {
      '@type': 'REPORT',
      '@requestId': id,
      '@duration': '63.3',
      '@billedDuration': '64',
      '@memorySize': '128000000',
      '@maxMemoryUsed': '35000000',
      '@initDuration': '128.5',
      '@xrayTraceId': '1-58-ab',
      '@xraySegmentId': '4c0a',
    },
  ],
  [`START RequestId: ${id} Version: $LATEST`, { '@type': 'START', '@requestId': id }],
  [`END RequestId: ${id}`, { '@type': 'END', '@requestId': id }],
  [
    `2023-11-14T22:13:20.000Z\t${id}\tINFO\tpaid {"order":{"id":7},"note":"a } b"} {"order":8}`,
    { '@requestId': id, 'order.id': '7', note: 'a } b' },
  ],
  [`[INFO]\t2023-11-14T22:13:20.000Z\t${id}\tpaid`, { '@requestId': id }],
  [
    '2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK',
    {
      version: '2',
      accountId: '123456789010',
      interfaceId: 'eni-1235b8ca',
      srcAddr: '172.31.16.139',
      dstAddr: '172.31.16.21',
      srcPort: '20641',
      dstPort: '22',
      protocol: '6',
      packets: '20',
      bytes: '4249',
      startTime: '1418530010',
      endTime: '1418530070',
      action: 'ACCEPT',
      logStatus: 'OK',
    },
  ],
  [
    '2 123456789010 eni-1235b8ca - - - - - - - 1431280876 1431280934 - NODATA',
    {
      version: '2',
      accountId: '123456789010',
      interfaceId: 'eni-1235b8ca',
      startTime: '1431280876',
      endTime: '1431280934',
      logStatus: 'NODATA',
    },
  ],
  [
    '1.0 2017-12-13T08:16:02.130Z Z123412341234 example.com A NOERROR UDP FRA6 192.168.1.1 192.168.222.0/24',
    {
      version: '1.0',
      queryTimestamp: '2017-12-13T08:16:02.130Z',
      hostZoneId: 'Z123412341234',
      queryName: 'example.com',
      queryType: 'A',
      responseCode: 'NOERROR',
      protocol: 'UDP',
      edgeLocation: 'FRA6',
      resolverIp: '192.168.1.1',
      ednsClientSubnet: '192.168.222.0/24',
    },
  ],
  ['{"id":1234567890123456789}', { id: '1234567890123456789' }],
  ['REPORT of the day', null],
  ['2 words eni-1', null],
])('%s', (message, fields) => {
  expect(fieldsOfEvent(message)).toEqual(fields)
})
