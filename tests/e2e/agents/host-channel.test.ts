/** The way through a host, with a genuine app-server of Codex; and its limits, by the same. */
import { afterAll, describe, expect, it } from 'vitest'
import { prompts } from '../../../src/agents/codex/prompts.ts'
import { givenByHost } from '../../../src/agents/prompting.ts'
import { talkToHost } from '../../../src/control/talk-to-host.ts'
import type { AuditEntry } from '../../../src/core/audit/audit.ts'
import { createHostChannel } from '../../../src/prompts/channels/host/host-channel.ts'
import { createHostedSessions } from '../../../src/prompts/hosted-sessions.ts'
import { type ChannelWorld, testChannel } from '../../prompts/channel.contract.ts'
import { type AgentHome, makeAgentHome } from '../../tools/agents/agent-home.ts'
import { type CodexServer, startCodexServer } from '../../tools/agents/codex-server.ts'
import { agentProgram } from '../../tools/agents/programs.ts'
import { runTce, tceJson } from '../../tools/tce.ts'

const { isThere, version } = agentProgram('codex')

describe.skipIf(!isThere)(`Codex ${version}`, { timeout: 120_000 }, () => {
  let home: AgentHome | undefined
  let server: CodexServer | undefined
  afterAll(() => home?.close())

  async function open() {
    home ??= await makeAgentHome(() => ({}))
    server ??= await startCodexServer(home, home.project('shop'))
    return { home, server }
  }

  it('is asked for its limits by a person’s word, and with a key it says that it has none', async () => {
    const { home } = await open()
    const { stderr } = await runTce(home, 'limits', '--ask')
    expect(stderr).toMatch(/^Codex was asked: its daemon refused: .*authentication required to read rate limits/)
    const { entries } = await tceJson<{ readonly entries: readonly AuditEntry[] }>(home, 'log')
    expect(entries).toMatchObject([{ action: 'limits.ask', outcome: 'not-heard' }])
  })

  testChannel('through its app-server', async (): Promise<ChannelWorld> => {
    const { home, server: running } = await open()
    const { model } = home
    const { socketPath } = running
    const sessionId = await running.startThread()
    const host = { prompts, say: (talk: never) => talkToHost(socketPath, talk) }
    const before = model.served.length
    return {
      channel: createHostChannel(createHostedSessions(async () => [host as never], Date.now)),
      errand: (text) => ({
        ...{ promptId: 'q1', text, prompting: givenByHost, where: {}, isAwake: async () => true },
        target: { pid: 1, start: '1', agent: 'codex', sessionId },
      }),
      invite: () => {},
      taken: () => model.served.slice(before).flatMap(({ asked, hadTools }) => (hadTools ? [asked] : [])),
      async leave() {
        await server?.stop()
        server = undefined
      },
      close: () => {},
    }
  })
})
