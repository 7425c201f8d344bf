import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'opencode',
  mark: 'oc',
  displayName: 'opencode',
  command: 'opencode',
}
