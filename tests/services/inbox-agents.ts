/** Two agents, each at a session of its own. */
import type { AgentProcess } from '../../src/core/process/process.ts'
import { payments } from './machine.ts'

export const shop: AgentProcess = { ...payments, sessionId: 'aaaa1111' }
export const web: AgentProcess = {
  ...payments,
  pid: 50418,
  start: '1200',
  project: 'web-frontend',
  sessionId: 'bbbb2222',
}
