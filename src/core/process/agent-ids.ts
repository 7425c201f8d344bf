/** The coding agents there are, by id: a word of the vocabulary. What they are is in agents/. */
export const agentIds = [
  'claude',
  'codex',
  'opencode',
  'copilot',
  'gemini',
  'pi',
  'qwen',
  'kimi',
  'cursor',
  'aider',
] as const
export type AgentId = (typeof agentIds)[number]
