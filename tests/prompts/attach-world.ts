/** A stand-in for an agent behind a command that shows it in a terminal of ours, as it would a session in the background. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claude } from '../../src/agents/claude/index.ts'
import { attachHost } from '../../src/prompts/channels/attach/attach-host.ts'
import { createTypedChannel } from '../../src/prompts/channels/typed/typed-channel.ts'
import type { OwnTerminal } from '../../src/runner/own-terminal.ts'
import { openOwnTerminal } from '../../src/runner/own-terminal.ts'
import type { ChannelWorld } from './channel.contract.ts'
import { notedIn } from './tmux-world.ts'

export interface AttachWorld extends ChannelWorld {
  /** Of our terminals. */
  opened(): number
  closed(): number
}

export async function openAttachWorld(): Promise<AttachWorld> {
  const { prompting } = claude
  if (prompting === undefined) throw new Error('Claude Code takes prompts.')
  const dir = mkdtempSync(join(tmpdir(), 'tce-attach-'))
  const noted = join(dir, 'noted')
  const agent = join(import.meta.dirname, '../tools/box-agent.mjs')
  const counts = { opened: 0, closed: 0 }
  let file = process.execPath
  const counted = (terminal: OwnTerminal): OwnTerminal => ({
    ...terminal,
    async close() {
      await terminal.close()
      counts.closed += 1
    },
  })
  const host = attachHost({
    problem: async () => undefined,
    async open({ file, arguments: args, env }) {
      const opened = await openOwnTerminal({ file, args, env, cwd: dir, columns: 80, rows: 30 })
      counts.opened += 1
      return opened.ok ? { ok: true, value: counted(opened.value) } : opened
    },
  })
  return {
    channel: createTypedChannel(host),
    errand: (text) => ({
      ...{ promptId: 'q1', text, prompting, isAwake: async () => true },
      where: { attach: { file, arguments: [agent, noted], label: 'agent attach 1', env: process.env } },
      target: { pid: 1, start: '1', agent: 'claude', sessionId: 's1' },
    }),
    invite: () => {},
    taken: () => notedIn(noted).flatMap(({ prompt }) => prompt ?? []),
    leave: () => {
      file = join(dir, 'gone')
    },
    opened: () => counts.opened,
    closed: () => counts.closed,
    close: () => rmSync(dir, { recursive: true, force: true }),
  }
}
