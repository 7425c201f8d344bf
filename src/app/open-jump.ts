/** Showing terminals on this machine: whose pane it is, tmux tells. */
import type { AgentEnvironment } from '../agents/agent.ts'
import type { Jump } from '../control/jump/jump.ts'
import { createJump } from '../control/jump/jump.ts'
import type { ProcessTable } from '../core/process/process.ts'
import { createTmux } from '../prompts/channels/tmux/tmux.ts'
import { tmuxSockets } from './tmux-sockets.ts'

export const openJump = (table: Pick<ProcessTable, 'inspect'>, environment: AgentEnvironment): Jump =>
  createJump({ ...environment, table, tmux: createTmux(tmuxSockets(environment)) })
