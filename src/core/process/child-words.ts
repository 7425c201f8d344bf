/** What a child of an agent is there for, in the words of every face. Pure. */
import { mcpServerName } from '../session/mcp-server-name.ts'
import type { ChildReport } from './report.ts'

/** Undefined for an ordinary process: of that only tells who started it, and when. */
export function childPurpose({ kind, command }: Pick<ChildReport, 'kind' | 'command'>): string | undefined {
  switch (kind) {
    case 'mcp-server': {
      const name = mcpServerName(command)
      return name === undefined ? 'MCP server' : `MCP server: ${name}`
    }
    case 'tool-shell':
      return 'tool shell'
    case 'agent':
      return 'another agent'
    case 'process':
      return undefined
    default:
      return kind satisfies never
  }
}
