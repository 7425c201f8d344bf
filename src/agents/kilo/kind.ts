import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'kilo',
  mark: 'kl',
  displayName: 'Kilo',
  command: 'kilo',
}
