import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'kimi',
  mark: 'ki',
  displayName: 'Kimi Code',
  command: 'kimi',
}
