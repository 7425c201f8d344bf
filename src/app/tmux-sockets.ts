import { join } from 'node:path'
import type { AgentEnvironment } from '../agents/agent.ts'

/** As tmux itself looks for them. */
export const tmuxSockets = ({ env }: Pick<AgentEnvironment, 'env'>): string =>
  join(env['TMUX_TMPDIR'] || '/tmp', `tmux-${process.getuid?.() ?? 0}`)
