import type { Site } from '@/lib/site'
import { after, type Fragment, fieldName, insights, list } from './insights'
import { orderCount, orderNumbers } from './order-count'
import { isOrder } from './query'
import { stepReached } from './steps'

export interface Sample {
  title: string
  /** What one learns from it, in one sentence. */
  says: string
  text: string
}

/** Queries to start from, for the log of any web site; `site` defines its orders, `prelude` stands before each. */
export function samples(site: Site, prelude: Fragment | null = null): Sample[] {
  const { steps } = site
  const ordered = isOrder({ site })
  const fields = steps.map((_, at) => fieldName(`step${at + 1}`))
  const perVisitor = fields.map((field, at) => insights`max(step = ${String(at + 1)}) as ${field}`)
  // A name with a backtick cannot be the name of a column.
  const visitors = fields.map((field, at) => {
    const name = steps[at]?.name.replaceAll('`', '’') ?? ''
    return insights`sum(${field}) as ${fieldName(name)}`
  })
  const ofOrders: [string, string, Fragment][] = [
    [
      'Orders by hour',
      'When visitors order.',
      insights`
        filter ${ordered} |
        ${orderNumbers(site)}
        stats ${orderCount(site)} as orders by bin(1h) as hour
        | sort hour asc`,
    ],
    [
      'From landing page to order',
      `How many visitors reach each step: ${steps.map(({ name }) => name).join(', ')}.`,
      insights`
        fields ${stepReached(site)} as step
        | filter ispresent(step)
        | stats ${list(perVisitor)} by remoteIP
        | stats ${list(visitors)}`,
    ],
  ]
  const all: [string, string, Fragment][] = [
    [
      'Newest requests',
      'The latest requests.',
      insights`
        filter ispresent(status)
        | fields @timestamp, status, method, request, userAgent
        | sort @timestamp desc
        | limit 100`,
    ],
    [
      'Failing URLs',
      'Which pages fail, how often, and for how many visitors.',
      insights`
        filter status >= 400
        | stats count(*) as failures, count_distinct(remoteIP) as visitors by status, method, request
        | sort failures desc
        | limit 100`,
    ],
    [
      'Server errors, one by one',
      'The newest requests that failed with a server error.',
      insights`
        fields @timestamp, status, request, query, userAgent, @message
        | filter status >= 500
        | sort @timestamp desc
        | limit 200`,
    ],
    [
      'Statuses over time',
      'How many requests succeeded, and how many failed.',
      insights`
        stats sum(status < 400) as good, sum(status >= 400 and status < 500) as notFound,
        sum(status >= 500) as serverErrors by bin(5m) as time
        | sort time asc`,
    ],
    [
      'Each status over time',
      'One line for each status.',
      insights`
        filter ispresent(status)
        | stats count(*) as requests by bin(5m) as time, concat("status ", status) as answer
        | sort time asc`,
    ],
    ...(steps.length > 0 ? ofOrders : []),
    [
      'Slowest pages',
      'Time to answer, from Apache’s %D (process, in microseconds).',
      insights`
        filter ispresent(process)
        | stats count(*) as requests, avg(process) / 1000 as averageMs, pct(process, 95) / 1000 as slowest5PercentMs by request
        | sort slowest5PercentMs desc
        | limit 50`,
    ],
    [
      'Largest pages',
      'Where the traffic goes; for logs that carry the bytes sent.',
      insights`
        filter ispresent(bytes)
        | stats sum(bytes) as bytesSent, max(bytes) as largest, count(*) as requests by request
        | sort bytesSent desc
        | limit 50`,
    ],
    [
      'Not found, and who links there',
      'Pages that are missing, by the page with the link.',
      insights`
        filter status = 404
        | stats count(*) as requests by request, referer
        | sort requests desc
        | limit 100`,
    ],
    [
      'Bots by agent',
      'Programs that read the site, by their user agent.',
      insights`
        filter userAgent like /(?i)bot|crawl|spider|curl|python/
        | stats count(*) as requests, count_distinct(request) as pages by userAgent
        | sort requests desc
        | limit 50`,
    ],
    [
      'Busiest networks',
      'Who sends the most requests. Addresses are shown as networks.',
      insights`
        filter ispresent(status)
        | stats count(*) as requests, sum(status >= 400) as failed by remoteIP
        | sort requests desc
        | limit 50`,
    ],
    [
      'Lines that were not understood',
      'Log lines that are no requests, or whose time or client is in doubt.',
      insights`
        filter !ispresent(status)
        | fields @timestamp, inDoubt, @message
        | sort @timestamp desc
        | limit 100`,
    ],
  ]
  return all.map(([title, says, query]) => ({
    title,
    says,
    text: after(prelude, query).fragment,
  }))
}
