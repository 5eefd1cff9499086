import * as z from 'zod'
import { AwsError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { oneOf, read, text, whole } from '@/lib/local/input'

/** Refused by name: a task that is taken and never done would be waited for. */
export async function createExportTask(): Promise<never> {
  throw new AwsError(
    'InvalidOperationException',
    'This engine exports nothing to S3: CreateExportTask is refused. The archive of CafeWatch writes closed hours to a bucket or folder, and FilterLogEvents reads log events here.',
  )
}

const describe = z.object({
  taskId: text(1, 512).optional(),
  statusCode: oneOf([
    'CANCELLED',
    'COMPLETED',
    'FAILED',
    'PENDING',
    'PENDING_CANCEL',
    'RUNNING',
  ]).optional(),
  nextToken: text(1, 10_000).optional(),
  limit: whole(1, 50).optional(),
})

/** There are never any: they are refused. */
export async function describeExportTasks(_context: EngineContext, input: unknown) {
  read(describe, input)
  return { exportTasks: [] }
}
