/** The limits that a running server knows. */
import type { AskedReport } from '../core/limits/asked-report.ts'
import type { LimitsReport } from '../core/limits/limits-report.ts'
import type { LimitService } from '../services/limits.ts'
import { bodyOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

/** Its ledger may have to be read first. */
const patienceMs = 30_000

export const createRemoteLimits = (server: ServerClient): LimitService => ({
  read: async () => bodyOf<LimitsReport>(await server.get('/api/limits', patienceMs), 'limits'),
  ask: async () => bodyOf<AskedReport>(await server.post('/api/limits/ask', {}, patienceMs), 'limits'),
})
