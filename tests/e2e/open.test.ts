/** Agents begun by `tce open` in a tmux of the test's own: the genuine Claude Code and the genuine opencode, with their first words. */
import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { makeAgentHome } from '../tools/agents/agent-home.ts'
import { opencodeEnvironment, opencodeSettings } from '../tools/agents/opencode-settings.ts'
import { agentProgram } from '../tools/agents/programs.ts'
import { describeWithClaude } from '../tools/claude.ts'
import { makeClaudeHome } from '../tools/claude-home.ts'
import { hasTmux } from '../tools/claude-in-tmux.ts'
import { runTce, status, type TestHome } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

type Home = TestHome & { close(): Promise<void> }

const slow = { withinMs: 120_000 }
let home: Home | undefined
let tmux: (...args: readonly string[]) => string = () => ''
afterEach(async () => {
  tmux('kill-server')
  await home?.close()
})

/** A tmux in which somebody is, whose own PATH does not lead to the agent. */
function begin(made: Home, program: string): TestHome {
  home = made
  const env = { ...made.env, TMUX_TMPDIR: made.dir, LC_ALL: 'C.UTF-8' }
  tmux = (...args) => execFileSync('tmux', ['-u', '-f', '/dev/null', ...args], { env, encoding: 'utf8' }).trim()
  tmux('new-session', '-d', '-s', 'main', '-x', '120', '-y', '40', 'exec sleep 600')
  return { dir: made.dir, env: { ...env, PATH: `${dirname(program)}:${made.env['PATH'] ?? ''}` } }
}

const openIn = async (asked: TestHome, ...words: readonly string[]) => {
  const { code, stdout, stderr } = await runTce(asked, 'open', ...words)
  const said = `${stdout}${stderr}`.replace(/\s+/g, ' ')
  return { code, said, pane: /pane (%\d+)/.exec(said)?.[1] ?? '' }
}

const screen = (pane: string) => tmux('capture-pane', '-p', '-t', pane)

describeWithClaude('tce open, with the genuine Claude Code', { timeout: 300_000 }, () => {
  it.runIf(hasTmux())('begins it in the tmux that runs, with its first prompt letter for letter', async () => {
    const program = process.env['TCE_CLAUDE'] ?? ''
    const made = await makeClaudeHome()
    const asked = begin(made, program)
    const { code, said, pane } = await openIn(asked, made.project('shop'), '--prompt', `It's "this"; $HOME 这个`)
    expect([code, said]).toEqual([0, expect.stringContaining('claude starts in')])
    await waitFor('its prompt on the screen', () => screen(pane).includes(`It's "this"; $HOME 这个`), {
      ...slow,
      seen: () => screen(pane),
    })
    const pid = Number(tmux('display-message', '-p', '-t', pane, '#{pane_pid}'))
    await waitFor(
      'it among the agents',
      async () => (await status(asked)).processes.some((one) => one.pid === pid),
      slow,
    )
  })
})

const { file, isThere } = agentProgram('opencode')

describe.runIf(isThere && hasTmux())('tce open, with the genuine opencode', { timeout: 300_000 }, () => {
  it('begins it by its own words, in the window of the tmux that was asked from', async () => {
    const made = await makeAgentHome(() => opencodeEnvironment)
    made.write('.config/opencode/opencode.json', opencodeSettings(made.model.url))
    const asked = begin(made, file)
    const socket = tmux('display-message', '-p', '#{socket_path},#{pid},0')
    const inTmux = { ...asked, env: { ...asked.env, TMUX: socket } }
    const { code, said, pane } = await openIn(
      inTmux,
      made.project('shop'),
      '--agent',
      'opencode',
      '--prompt',
      'Say hello twice',
    )
    expect([code, said]).toEqual([0, expect.stringContaining('opencode starts in')])
    await waitFor('its prompt on the screen', () => screen(pane).includes('Say hello twice'), {
      ...slow,
      seen: () => screen(pane),
    })
    await waitFor(
      'it among the agents',
      async () => (await status(asked)).processes.some((one) => one.agent === 'opencode'),
      slow,
    )
  })
})
