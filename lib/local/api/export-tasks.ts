import { AwsError } from '@/lib/local/aws-error'

/** Refused by name: a task that is taken and never done would be waited for. */
export async function createExportTask(): Promise<never> {
  throw new AwsError(
    'InvalidOperationException',
    'This engine exports nothing to S3: CreateExportTask is refused. The archive of CafeWatch writes closed hours to a bucket or folder, and FilterLogEvents reads log events here.',
  )
}

/** There are never any: they are refused. */
export const describeExportTasks = async () => ({ exportTasks: [] })
