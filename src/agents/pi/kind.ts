import type { AgentKind } from '../kind.ts'

export const kind: AgentKind = {
  id: 'pi',
  mark: 'pi',
  displayName: 'pi',
  command: 'pi',
}
