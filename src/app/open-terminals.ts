/** The terminals of this machine, shown or read: whose pane it is, tmux tells. */
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import type { DialogKeys } from '../control/dialog-keys.ts'
import { createDialogKeys } from '../control/dialog-keys.ts'
import type { Jump } from '../control/jump/jump.ts'
import { createJump } from '../control/jump/jump.ts'
import type { ProcessTable } from '../core/process/process.ts'
import { createTmux } from '../prompts/channels/tmux/tmux.ts'
import { tmuxSockets } from './tmux-sockets.ts'

export const openJump = (table: Pick<ProcessTable, 'inspect'>, environment: AgentEnvironment): Jump =>
  createJump({ ...environment, table, tmux: createTmux(tmuxSockets(environment)) })

/** No tmux is looked for where none can be. */
export const openDialogKeys = (shown: readonly Agent[], environment: AgentEnvironment): DialogKeys =>
  createDialogKeys({
    panes: createTmux(tmuxSockets(environment)),
    dialogsOf: (id) => (environment.platform === 'win32' ? undefined : shown.find((agent) => agent.id === id)?.dialogs),
  })
