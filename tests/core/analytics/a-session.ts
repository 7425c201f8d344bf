/** Metrics of a session, as they may be. */
import type { InstanceMetrics } from '../../../src/core/analytics/instance-metrics.ts'
import { minuteRates } from '../../../src/core/analytics/minute-rates.ts'

const tokens = { input: 1_000, output: 5_000, cacheRead: 90_000, cacheWrite5m: 4_000, cacheWrite1h: 0 }

export const aSession = (more: Partial<InstanceMetrics> = {}): InstanceMetrics => ({
  ...{ sessionId: '3f2a91c4', agent: 'claude', project: 'payments-api', name: 'webhook-retries' },
  ...{ model: 'claude-opus-5-5', modelLabel: 'Opus 5.5', costUsd: 4.12, unpricedModels: [], responses: 10, prompts: 2 },
  ...{ compactions: 0, tokens, totalTokens: 100_000, cacheShare: 0.94, contextTokens: 412_000 },
  ...{ contextWindowTokens: 1_000_000, tools: [{ name: 'Bash', calls: 8, failures: 1 }], files: [], created: [] },
  ...{ messages: 2, errors: 0, retries: 0, interrupted: 0, subagents: 0, context: [] },
  time: { modelMs: 60_000, modelOrigin: 'estimate', toolMs: 30_000, toolOrigin: 'estimate', waitingMs: 300_000 },
  rates: minuteRates([], 0),
  classUsd: { input: 0.1, output: 2, cacheRead: 1.5, cacheWrite5m: 0.52, cacheWrite1h: 0 },
  ...more,
})
