/**
 * The agent's own count of what its MCP servers' tools take of every request, from the answer to `/context`:
 * "└ mcp__figma__get_code (figma): 1.2k tokens". By server; nothing where it counts none, as where tools are loaded when they are needed. Pure.
 */
const toolLine = /\bmcp__([A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*?)__[\w-]+[^\n:]*:\s*~?([\d,.]+)\s*(k?)\s*tokens/g

export function contextServers(text: string): ReadonlyMap<string, number> {
  const servers = new Map<string, number>()
  if (!text.includes('mcp__')) return servers
  for (const [, name = '', number = '', thousand] of text.matchAll(toolLine)) {
    const tokens = Number(number.replaceAll(',', '')) * (thousand === 'k' ? 1_000 : 1)
    if (Number.isFinite(tokens)) servers.set(name, Math.round((servers.get(name) ?? 0) + tokens))
  }
  return servers
}
