import type { Format } from '@/lib/access-log/format'
import { cafewatchJson } from '@/lib/access-log/formats/cafewatch-json'
import type { Monitoring } from '@/lib/monitoring'

/**
 * How the time of a line is read. `%z` takes the offset that the web server prints, so the zone of
 * the server does not matter; without a format the agent takes the moment at which it read the line.
 */
export const timestampFormats = {
  access: '%Y-%m-%dT%H:%M:%S.%f%z',
  apacheError: '%Y-%m-%d %H:%M:%S.%f %z',
  // In the zone of the server, which the agent takes as well.
  nginxError: '%Y/%m/%d %H:%M:%S',
} as const

/** Where the web servers write, configured with the files beside this one; each by the name of its package. */
export const webServers = {
  /** Apache on Amazon Linux. */
  httpd: {
    access: '/var/log/httpd/cafewatch_access.log',
    error: '/var/log/httpd/cafewatch_error.log',
    errorTime: timestampFormats.apacheError,
  },
  /** Apache on Debian and Ubuntu. */
  apache2: {
    access: '/var/log/apache2/cafewatch_access.log',
    error: '/var/log/apache2/cafewatch_error.log',
    errorTime: timestampFormats.apacheError,
  },
  nginx: {
    access: '/var/log/nginx/cafewatch_access.log',
    error: '/var/log/nginx/error.log',
    errorTime: timestampFormats.nginxError,
  },
} as const
export type WebServer = keyof typeof webServers

/**
 * The metric by which an agent shows that it runs: it has none about itself. Without the name of the
 * host in its dimensions it is one metric for all agents, and each adds one sample a minute.
 */
export const heartbeat = { namespace: 'CafeWatch/Agent', metric: 'mem_used_percent' } as const

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
  {
    logFormat = cafewatchJson,
    webServer = 'httpd',
    existingGroups = [],
  }: {
    logFormat?: Format
    webServer?: WebServer
    existingGroups?: readonly ('access' | 'error')[]
  } = {},
) {
  const files = webServers[webServer]
  const times = { access: accessTime(logFormat), error: files.errorTime }
  const file = (which: 'access' | 'error') => ({
    file_path: files[which],
    log_group_name: groups[which],
    log_stream_name: '{instance_id}',
    timestamp_format: times[which],
    ...(!existingGroups.includes(which) && { retention_in_days: retentionDays }),
  })
  return {
    // The user of its package. It reads the logs as a member of the group adm.
    agent: { run_as_user: 'cwagent', omit_hostname: true },
    metrics: {
      namespace: heartbeat.namespace,
      metrics_collected: {
        mem: { measurement: ['used_percent'], metrics_collection_interval: 60 },
      },
    },
    logs: {
      logs_collected: { files: { collect_list: [file('access'), file('error')] } },
      force_flush_interval: 5,
    },
  }
}
