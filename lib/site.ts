import { z } from 'zod'
import { type Monitoring, monitoringOf, ownMonitoring } from './monitoring'
import { pathInFile, withNewNames } from './site-renamed'

const path = z.string().startsWith('/', 'must be a path that starts with /')

/** The watched shop: which requests are its landing page, its menu and an order, and the value of an average order. */
const shop = {
  name: z.string().min(1).max(80).default('the café'),
  landing: path.default('/cafe'),
  menu: path.default('/cafe/menu.php'),
  order: z
    .strictObject({
      method: z.string().regex(/^[A-Z]+$/, 'must be a method such as POST'),
      request: path,
    })
    .default({ method: 'POST', request: '/cafe/processOrder.php' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a currency code such as EUR')
    .default('EUR'),
  averageOrder: z.number().positive().default(8.4),
}
const siteSchema = z.object(shop)
const fileSchema = z.strictObject({ ...shop, ...ownMonitoring })

export type Site = z.infer<typeof siteSchema>

export interface SiteFile {
  /** What pages may know. */
  site: Site
  /** Contains secrets: it never leaves the server. */
  monitoring: Monitoring
}

/** `${NAME}` in a text of the file stands for a variable, so that secrets need not be written into it. */
function filled(value: unknown, variables: Record<string, string | undefined>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
      const found = variables[name]
      if (found === undefined) throw new Error(`it names the variable ${name}, which is not set`)
      return found
    })
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, variables))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, filled(member, variables)]),
  )
}

function checkNames({ alarms, recipients }: Monitoring): void {
  const known = new Set(recipients.map(({ name }) => name))
  if (known.size < recipients.length) throw new Error('recipients: two have the same name')
  for (const { name, notify } of alarms) {
    const unknown = Array.isArray(notify) ? notify.find((one) => !known.has(one)) : undefined
    if (unknown !== undefined)
      throw new Error(`alarms.${name}.notify: there is no recipient named "${unknown}"`)
  }
}

function read(file: unknown): SiteFile {
  const parsed = fileSchema.safeParse(withNewNames(file))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`${pathInFile(file, issue?.path ?? []) || 'the file'}: ${issue?.message}`)
  }
  const { retentionDays, metricFilters, alarms, recipients, archive, ...site } = parsed.data
  const own = { retentionDays, metricFilters, alarms, recipients, archive }
  const monitoring = monitoringOf(site.order, own)
  checkNames(monitoring)
  return { site, monitoring }
}

/** Reads the text of a site file. Throws an Error whose message names the field that is wrong. */
export const parseSite = (
  text: string,
  variables: Record<string, string | undefined> = {},
): SiteFile => read(filled(JSON.parse(text), variables))

const shipped = read({})
export const defaultSite: Site = shipped.site
export const defaultMonitoring: Monitoring = shipped.monitoring
