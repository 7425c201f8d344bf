/** The coding agents there are, by id: a word of the vocabulary. What they are is in agents/. */
export const agentIds = [
  'claude',
  'codex',
  'opencode',
  'kilo',
  'copilot',
  'gemini',
  'pi',
  'qwen',
  'kimi',
  'cursor',
  'aider',
] as const
/** The only one that there was, before there were several. */
export const firstAgent = agentIds[0]
export type AgentId = (typeof agentIds)[number]

/** Each once, in the order above; what another version knows comes last. */
export function inAgentOrder(ids: Iterable<string>): readonly string[] {
  const place = (id: string): number => (agentIds as readonly string[]).indexOf(id) + (isAgentId(id) ? 0 : 1000)
  return [...new Set(ids)].sort((a, b) => place(a) - place(b))
}

export const isAgentId = (id: string): id is AgentId => (agentIds as readonly string[]).includes(id)
