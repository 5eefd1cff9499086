import { z } from 'zod'

const path = z.string().startsWith('/', 'must be a path that starts with /')

/** What the watched shop is: which requests are its landing page, its menu, an order, and what an order is worth. */
export const siteSchema = z.strictObject({
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
})

export type Site = z.infer<typeof siteSchema>

/** Reads the text of a site file. Throws an Error whose message names the field that is wrong. */
export function parseSite(text: string): Site {
  const parsed = siteSchema.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`)
}

export const defaultSite: Site = siteSchema.parse({})
