import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'claude',
  mark: 'cl',
  displayName: 'Claude Code',
  command: 'claude',
  keepsDays: true,
}
