/**
 * The agent's own count of what its MCP servers' tools take of every request, from the answer to `/context`. Source, Claude Code 2.1.329:
 *
 *   | MCP tools | 734 | 0.1% |                 with `MCP tools (deferred)` they are in no request until one is looked for
 *   | mcp__figma__get_code | figma | 495 |     above a thousand `1.2k`
 *
 * By server, as its tools name it; nothing where it counts none. Pure.
 */
import { serverOfTool } from '../core/advice/waste-signs.ts'

const inEachRequest = /^\| MCP tools \|/m
const toolLine = /^\| (mcp__\S+) \| [^|\n]+ \| ~?([\d,.]+)(k?) \|/gm

export function contextServers(text: string): ReadonlyMap<string, number> {
  const servers = new Map<string, number>()
  if (!inEachRequest.test(text)) return servers
  for (const [, tool = '', number = '', thousand] of text.matchAll(toolLine)) {
    const tokens = Number(number.replaceAll(',', '')) * (thousand === 'k' ? 1_000 : 1)
    const name = serverOfTool(tool)
    if (name !== undefined && Number.isFinite(tokens)) servers.set(name, Math.round((servers.get(name) ?? 0) + tokens))
  }
  return servers
}
