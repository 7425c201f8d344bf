/** Two genuine sessions of Claude Code that their user connected: what is said to both reaches both, once, as a prompt. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findServer } from '../../src/client/find-server.ts'
import { createRemoteServices } from '../../src/client/remote-services.ts'
import { createServerClient } from '../../src/client/server-client.ts'
import { ownUser } from '../../src/core/audit/audit.ts'
import { describeWithClaude } from '../tools/claude.ts'
import { waitFor } from '../tools/wait-for.ts'
import { openPromptSessions, prompts } from './prompt-sessions.ts'

const you = ownUser('cli')

describeWithClaude('connected genuine sessions', { timeout: 300_000 }, () => {
  it('get what is said to all of them, fenced and named, and the group shows that it arrived', async () => {
    const world = await openPromptSessions(process.env['TCE_CLAUDE'] ?? '')
    try {
      const [shop, blog] = [await world.begin({ project: 'shop' }), await world.begin({ project: 'blog' })]
      const server = await findServer(join(world.home.dir, 'tce-data'))
      if (server === undefined) throw new Error('The server is not there.')
      const { team, close } = createRemoteServices(createServerClient(server))
      const [a, b] = [shop.registry()?.sessionId ?? '', blog.registry()?.sessionId ?? '']
      expect((await team.change({ do: 'connect', a, b }, you)).ok).toBe(true)
      expect((await team.say({ sessionId: a, text: 'No new strings before Monday' }, you)).ok).toBe(true)
      const states = async () => {
        const chat = await team.chat(a)
        return chat.ok ? chat.value.messages.flatMap(({ to }) => to.map(({ prompt }) => prompt?.state)) : []
      }
      const isThere = (state: string | undefined) => state === 'delivered' || state === 'answered'
      await waitFor('both to have it', async () => (await states()).filter(isThere).length === 2 || undefined, {
        withinMs: 60_000,
      })
      // Its project, or its name where another one on this machine has that.
      for (const [claude, other] of [
        [shop, 'blog'],
        [blog, 'shop'],
      ] as const) {
        const [first = '', ...more] = prompts(claude)
        expect(more).toEqual([])
        expect(first).toMatch(
          new RegExp(
            `^\\[Collab with: ${other}[\\w-]*\\]\\s+--- m\\d+ \\w{8} from your user, by TCE ---\\s+@user -> @all: No new strings before Monday\\s+--- end of m\\d+ \\w{8} ---$`,
          ),
        )
      }
      await close()
    } finally {
      await world.close()
    }
  })
})
