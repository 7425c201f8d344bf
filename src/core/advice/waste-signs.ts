import type { AdviceRule } from './waste-case.ts'

/** What the rules ask of those who know agents and models: agents/waste-signs.ts */
export interface WasteSigns {
  /** Of the same maker. Undefined: it is small itself, or nobody knows. */
  smallModelFor(model: string): string | undefined
  /** Tokens of the tools of each MCP server, as an agent itself told them in this answer. */
  serversIn(text: string): ReadonlyMap<string, number>
  /** Behind what to do of a rule: what to set where. */
  readonly hints: Readonly<Partial<Record<AdviceRule, string>>>
}

/** The MCP server whose tool it is. */
export const serverOfTool = (tool: string): string | undefined => /^mcp__(.+?)__/.exec(tool)?.[1]
