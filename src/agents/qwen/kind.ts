import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'qwen',
  mark: 'qw',
  displayName: 'Qwen Code',
  command: 'qwen',
}
