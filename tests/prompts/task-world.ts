/** A stand-in for an agent in a terminal that a supervisor holds, as a task's agent is. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claude } from '../../src/agents/claude/index.ts'
import { taskHost } from '../../src/prompts/channels/task/task-host.ts'
import { createTypedChannel } from '../../src/prompts/channels/typed/typed-channel.ts'
import { watchTerminal } from '../../src/runner/watched-terminal.ts'
import type { TerminalsHere } from '../runner/terminals-here.ts'
import type { ChannelWorld } from './channel.contract.ts'
import { notedIn } from './tmux-world.ts'

export interface TaskWorld extends ChannelWorld {
  readonly id: string
  readonly pid: number
}

export async function openTaskWorld({ run, terminals }: TerminalsHere): Promise<TaskWorld> {
  const { prompting } = claude
  if (prompting === undefined) throw new Error('Claude Code takes prompts.')
  const dir = mkdtempSync(join(tmpdir(), 'tce-task-'))
  const noted = join(dir, 'noted')
  const agent = join(import.meta.dirname, '../tools/box-agent.mjs')
  const { id, process: of } = await run('', { argv: [process.execPath, agent, noted], cwd: dir })
  const pid = of?.pid ?? 0
  const host = taskHost({
    find: async (where) => (where.pid === pid ? id : undefined),
    open: (one) => watchTerminal(terminals, one),
  })
  const channel = createTypedChannel(host)
  const errand: ChannelWorld['errand'] = (text) => ({
    ...{ promptId: 'q1', text, prompting, isAwake: async () => true },
    where: { pid, start: of?.start },
    target: { pid, start: of?.start ?? '', agent: 'claude', sessionId: 's1' },
  })
  return {
    ...{ channel, errand, id, pid },
    // It draws its box when it has begun.
    async invite() {
      for (let looks = 0; looks < 200 && (await channel.look(errand('x'))).kind !== 'ready'; looks += 1)
        await new Promise((resolve) => setTimeout(resolve, 25))
    },
    taken: () => notedIn(noted).flatMap(({ prompt }) => prompt ?? []),
    leave: async () => void (await terminals.end(id)),
    async close() {
      await terminals.end(id)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
