/** The kinds of agents there are, by what people call them. A list of its own: faces need no more, and the page is small. */
import { type AgentId, agentIds } from '../core/process/agent-ids.ts'
import { err, ok, type Result } from '../core/result.ts'
import { listInWords } from '../core/words/format.ts'
import { problem, type QueryProblem } from '../core/words/problem.ts'
import { plainText } from '../core/words/text.ts'
import { kind as aider } from './aider/kind.ts'
import { kind as claude } from './claude/kind.ts'
import { kind as codex } from './codex/kind.ts'
import { kind as copilot } from './copilot/kind.ts'
import { kind as cursor } from './cursor/kind.ts'
import { kind as gemini } from './gemini/kind.ts'
import { kind as kilo } from './kilo/kind.ts'
import { kind as kimi } from './kimi/kind.ts'
import type { AgentKind } from './kind.ts'
import { kind as opencode } from './opencode/kind.ts'
import { kind as pi } from './pi/kind.ts'
import { kind as qwen } from './qwen/kind.ts'

export const agentKinds: Readonly<Record<AgentId, AgentKind>> = {
  claude,
  codex,
  opencode,
  kilo,
  copilot,
  gemini,
  pi,
  qwen,
  kimi,
  cursor,
  aider,
}

const inOrder: readonly AgentKind[] = agentIds.map((id) => agentKinds[id])

/** Of an agent that another version knows, what its id tells. */
export function kindOf(id: string): Omit<AgentKind, 'id'> {
  const known = inOrder.find((kind) => kind.id === id)
  if (known !== undefined) return known
  const name = plainText(id)
  return { mark: name.slice(0, 2), displayName: name, command: name }
}

/** "Codex or pi" */
export const eitherOf = (ids: readonly AgentId[]): string => ids.map((id) => agentKinds[id].displayName).join(' or ')

/** `cl (claude), cx (codex), …, pi`: what a filter takes. */
export const agentChoices: string = inOrder.map(({ id, mark }) => (id === mark ? id : `${mark} (${id})`)).join(', ')

/** Marks or ids in any case, several with commas. The first that is none is the problem. */
export function agentsNamed(key: string, texts: readonly string[]): Result<readonly AgentId[], QueryProblem> {
  const found = new Set<AgentId>()
  for (const text of texts.flatMap((several) => several.split(','))) {
    const word = text.trim().toLowerCase()
    const kind = inOrder.find(({ id, mark }) => word === id || word === mark)
    if (kind === undefined) return err(problem(key, text.trim(), agentChoices))
    found.add(kind.id)
  }
  return ok([...found])
}

/** "Claude Code's own figure": whose the figures of days are that are not counted by us. */
export const ownFigure = `${inOrder
  .filter(({ keepsDays }) => keepsDays === true)
  .map(({ displayName }) => displayName)
  .join(' and ')}'s own figure`

/** "Cursor CLI keeps no usage on disk: nothing of it is in any figure." Undefined where all of them keep some. */
export function noUsageWords(ids: readonly string[]): string | undefined {
  const names = ids.map(kindOf).flatMap(({ keepsNoUsage, displayName }) => (keepsNoUsage === true ? [displayName] : []))
  if (names.length === 0) return undefined
  return names.length === 1
    ? `${names[0]} keeps no usage on disk: nothing of it is in any figure.`
    : `${listInWords(names)} keep no usage on disk: nothing of them is in any figure.`
}
