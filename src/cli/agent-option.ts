/** `--agent cx`, `--agent codex,oc`, `--agent cx --agent oc`: of these kinds of agents only. */
import { agentsNamed } from '../agents/kinds.ts'
import type { AgentId } from '../core/process/agent-ids.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import type { QueryProblem } from '../core/words/problem.ts'

export interface AgentOption {
  readonly agent?: readonly string[] | undefined
}

/** Not given: all of them. */
export const agentOption = ({ agent }: AgentOption): Result<readonly AgentId[] | undefined, QueryProblem> =>
  agent === undefined ? ok(undefined) : agentsNamed('--agent', agent)
