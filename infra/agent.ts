import type { Format } from '@/lib/access-log/format'
import { cafewatchJson } from '@/lib/access-log/formats/cafewatch-json'
import type { Monitoring } from '@/lib/monitoring'

/** Where the Apache configuration beside this file writes. */
export const logFiles = {
  access: '/var/log/httpd/cafewatch_access.log',
  error: '/var/log/httpd/cafewatch_error.log',
} as const

/**
 * How the time of a line is read. `%z` takes the offset that Apache prints, so the zone of the
 * server does not matter; without a format the agent takes the moment at which it read the line.
 */
export const timestampFormats = {
  access: '%Y-%m-%dT%H:%M:%S.%f%z',
  error: '%Y-%m-%d %H:%M:%S.%f %z',
} as const

const clf = '%d/%b/%Y:%H:%M:%S %z'

/** How the time of an access log's lines is read; undefined where the agent's own moment must do. */
function accessTime({ id, samples }: Format): string | undefined {
  if (id === cafewatchJson.id) return timestampFormats.access
  const isClf = samples.some((line) =>
    /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:[\d:]{8} [+-]\d{4}\]/.test(line),
  )
  return isClf ? clf : undefined
}

/** The configuration of the CloudWatch Agent for the two logs of a web server. */
export function agentConfiguration(
  groups: { access: string; error: string },
  { retentionDays }: Pick<Monitoring, 'retentionDays'>,
  logFormat: Format = cafewatchJson,
) {
  const times = { ...timestampFormats, access: accessTime(logFormat) }
  const file = (which: 'access' | 'error') => ({
    file_path: logFiles[which],
    log_group_name: groups[which],
    log_stream_name: '{instance_id}',
    timestamp_format: times[which],
    retention_in_days: retentionDays,
  })
  return {
    // Apache's log folder is open to root alone.
    agent: { run_as_user: 'root' },
    logs: {
      logs_collected: { files: { collect_list: [file('access'), file('error')] } },
      force_flush_interval: 5,
    },
  }
}
