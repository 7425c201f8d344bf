import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'gemini',
  mark: 'ge',
  displayName: 'Gemini CLI',
  command: 'gemini',
}
