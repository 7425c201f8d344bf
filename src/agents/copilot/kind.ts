import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'copilot',
  mark: 'cp',
  displayName: 'Copilot CLI',
  command: 'copilot',
}
