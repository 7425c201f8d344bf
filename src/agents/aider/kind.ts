import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'aider',
  mark: 'ai',
  displayName: 'Aider',
  command: 'aider',
  keepsNoUsage: true,
}
