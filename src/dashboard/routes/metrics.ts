/** For Prometheus: behind a key that reads, or for the same user. */
import type { MetricsParts } from '../../services/metrics.ts'
import { gatherMetrics } from '../../services/metrics.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, z } from '../http.ts'
import type { Prometheus } from '../prometheus.ts'
import { refusals } from '../schemas/problem.ts'

const read = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/metrics',
  summary: 'Agents, tokens, cost and events as Prometheus reads them',
  responses: {
    200: { description: 'The text format', content: { 'text/plain': { schema: z.string() } } },
    ...refusals,
  },
})

export const metricsRoutes = (
  parts: MetricsParts,
  prometheus: () => Promise<Prometheus>,
  onScrape: (series: number) => void,
) =>
  createRouter().openapi(read, async (c) => {
    const { write, contentType } = await prometheus()
    const text = await write(await gatherMetrics(parts))
    onScrape(text.match(/^[^#\n]/gm)?.length ?? 0)
    return c.text(text, 200, { 'Content-Type': contentType })
  })
