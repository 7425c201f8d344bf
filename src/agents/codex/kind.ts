import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'codex',
  mark: 'cx',
  displayName: 'Codex',
  command: 'codex',
}
