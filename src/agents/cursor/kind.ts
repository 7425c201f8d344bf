import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'cursor',
  mark: 'cu',
  displayName: 'Cursor CLI',
  command: 'cursor-agent',
  keepsNoUsage: true,
}
