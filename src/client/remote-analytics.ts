/** The analytics of a running server. */
import type { AnalyticsReport, Comparison, MessageWindow } from '../core/analytics/analytics.ts'
import type { Marker } from '../core/analytics/marker.ts'
import type { MetricsReport } from '../core/analytics/metrics-report.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import type { AnalyticsService, MarkerProblem } from '../services/analytics.ts'
import type { Answer } from './answer.ts'
import { bodyOf, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

/** What is not counted yet is counted first, for a moment. */
const timeoutMs = 30_000
const kinds: readonly MarkerProblem['kind'][] = ['bad-marker', 'no-marker', 'no-repository', 'unwritable']

export function createRemoteAnalytics(server: ServerClient): AnalyticsService {
  const get = async <T extends object>(path: string, query: object, what: string): Promise<T> =>
    bodyOf<T>(await server.get(`/api/analytics${path}${queryText(query)}`, timeoutMs), what)
  const markerIn = (answer: Answer): Result<Marker, MarkerProblem> => {
    const result = resultOf<{ readonly marker: Marker }, MarkerProblem['kind']>(answer, 'a marker', kinds)
    return result.ok ? ok(result.value.marker) : result
  }
  return {
    report: (query) => get<AnalyticsReport>('', query, 'analytics'),
    messages: (query) => get<MessageWindow>('/messages', query, 'messages'),
    compare: (query) => get<Comparison>('/compare', query, 'a comparison'),
    metrics: async (of = {}) =>
      bodyOf<MetricsReport>(await server.get(`/api/metrics${queryText(of)}`, timeoutMs), 'metrics'),
    markers: async () =>
      bodyOf<{ readonly markers: readonly Marker[] }>(await server.get('/api/markers'), 'markers').markers,
    mark: async (marker) => markerIn(await server.post('/api/markers', marker)),
    removeMarker: async (id) => markerIn(await server.post('/api/markers/remove', { id })),
    async markTags(folder) {
      const answer = await server.post('/api/markers/tags', { folder })
      const result = resultOf<{ readonly markers: readonly Marker[] }, MarkerProblem['kind']>(answer, 'markers', kinds)
      return result.ok ? ok(result.value.markers) : result
    },
  }
}
