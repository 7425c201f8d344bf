/** What Claude Code has beside: plans, tools of other servers with their forms, modes, the whole transcript. */

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '../wait-for.ts'
import type { Hands, Scene, Stage } from './scenes.ts'
import type { Act } from './scripted-model.ts'

const server = join(import.meta.dirname, '..', 'mcp-form-server.mjs')
export const formServers = JSON.stringify({ mcpServers: { forms: { command: process.execPath, args: [server] } } })

const call = (name: string, input: object): Act => ({ call: () => ({ name, input }) })
const tool = (name: string): readonly Act[] => [call('ToolSearch', { query: `select:${name}` }), call(name, {})]

/** Claude Code names the file. */
const writesPlan: Act = {
  call: (_tools, asked) => {
    const file = asked.match(/\/[\w./-]*\/plans\/[\w-]+\.md/)?.[0]
    const content = `# Plan\n\n${Array.from({ length: 8 }, (_, at) => `${at + 1}. Write part ${at + 1}`).join('\n')}`
    return file === undefined ? undefined : { name: 'Write', input: { file_path: file, content } }
  },
}

export const claudeScenes = ({ model, home }: Stage, { say, stop, clear, keep }: Hands): readonly Scene[] => [
  {
    name: 'transcript-while-busy',
    async play(window) {
      model.play({ text: 'One moment.\n', isHeld: true })
      await say(window)
      await waitFor('the model to hold it', () => model.held() > 0, { seen: window.text })
      window.type('\u000f')
      await window.settled(500, 1_500)
      keep(window, 'transcript-while-busy', 'busy')
      window.type('\u000f')
      await window.settled(500, 1_500)
      await stop(window)
      await clear(window)
    },
  },
  {
    name: 'mode-accept-edits',
    async play(window) {
      window.type('\u001b[Z')
      await window.settled()
      keep(window, 'mode-accept-edits', 'idle')
      model.play({ isHeld: true })
      await say(window)
      await waitFor('the model to hold it', () => model.held() > 0, { seen: window.text })
      await window.settled()
      keep(window, 'mode-accept-edits-busy', 'busy')
      await stop(window)
      await clear(window)
    },
  },
  {
    name: 'plan',
    args: ['--permission-mode', 'plan'],
    async play(window) {
      keep(window, 'plan-mode', 'idle')
      model.play(writesPlan, { text: 'The plan is written.' })
      await say(window)
      await window.settled(2_000, 8_000)
      model.play(...tool('ExitPlanMode'))
      await say(window)
      await window.shows(/Would you like to proceed/)
      await window.stands()
      keep(window, 'plan', 'waiting')
      window.type('\u001b[B')
      await window.settled()
      keep(window, 'plan-moved', 'waiting')
      window.type('\u001b')
      await window.settled(1_500, 5_000)
      keep(window, 'plan-denied', 'idle')
    },
  },
  {
    name: 'mcp',
    args: ['--mcp-config', join(home, 'servers.json')],
    async play(window) {
      await sleep(1_500)
      model.play(...tool('mcp__forms__ask'))
      await say(window)
      await window.shows(/Do you want to proceed/)
      await window.stands()
      keep(window, 'mcp', 'waiting')
      window.type('1')
      await window.shows(/Which word/)
      await window.stands()
      keep(window, 'form', 'waiting')
      window.type('\u001b')
      await window.settled(1_500, 5_000)
      keep(window, 'form-left', 'idle')
    },
  },
]
