/** A socket on which a stand-in for a session takes messages, as Claude Code does. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claude } from '../../src/agents/claude/index.ts'
import { createInboxChannel } from '../../src/prompts/channels/inbox/inbox-channel.ts'
import type { ChannelWorld } from './channel.contract.ts'

export interface Frame {
  readonly msg_id: string
  readonly session_id: string
  readonly from: string
  readonly message: { readonly content: string }
}

export interface InboxWorld extends ChannelWorld {
  frames(): readonly Frame[]
}

export async function openInboxWorld(): Promise<InboxWorld> {
  const { prompting } = claude
  if (prompting === undefined) throw new Error('Claude Code takes prompts.')
  const dir = mkdtempSync(join(tmpdir(), 'tce-inbox-'))
  const inbox = join(dir, 'inbox.sock')
  const frames: Frame[] = []
  const server = createServer((socket) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('end', () => {
      for (const line of text.split('\n')) if (line !== '') frames.push(JSON.parse(line) as Frame)
    })
  })
  await new Promise<void>((resolve) => server.listen(inbox, resolve))
  const leave = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return {
    channel: createInboxChannel({ from: join(dir, 'prompts.sock') }),
    errand: (text) => ({
      ...{ promptId: 'q1', text, prompting, where: { inbox }, isAwake: async () => true },
      target: { pid: 1, start: '1', agent: 'claude', sessionId: 's1' },
    }),
    invite: () => {},
    frames: () => frames,
    taken: () => frames.map(({ message }) => message.content),
    leave,
    async close() {
      if (server.listening) await leave()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
