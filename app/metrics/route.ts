import { guard } from '@/lib/guard'
import { readMetrics } from '@/lib/health/metrics'

/** For Prometheus. */
export const GET = guard(async () => {
  const { text, contentType } = await readMetrics()
  return new Response(text, { headers: { 'content-type': contentType } })
})
