/** The genuine Claude Code at work, watched in a terminal, its screen read back. */
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeWithClaude, startClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { openPty, type PtyScreen } from '../tools/pty-screen.ts'

const tce = fileURLToPath(new URL('../../src/app/tce.ts', import.meta.url))
let home: ClaudeHome
let screen: PtyScreen | undefined
beforeEach(async () => {
  home = await makeClaudeHome()
})
afterEach(async () => {
  screen?.kill()
  await home.close()
})

function watch(...args: readonly string[]): PtyScreen {
  const { env, dir } = home
  screen = openPty({
    argv: [process.execPath, '--disable-warning=ExperimentalWarning', tce, 'watch', ...args],
    env: { ...env, TCE_DATA_DIR: `${dir}/tce-data`, TCE_CONFIG_DIR: `${dir}/tce-config` },
    cwd: dir,
  })
  return screen
}

describeWithClaude('tce watch beside Claude Code', { timeout: 90_000 }, () => {
  it('shows what it says and does as it does it, that it waits, and what was interrupted', async () => {
    const claude = await startClaude({
      mode: 'interactive',
      home,
      cwd: home.project('shop'),
      args: ['--allowedTools', 'Bash', 'Task', 'Agent'],
    })
    await claude.isAt('idle')
    const { shows, lacks, ended, type, screen: terminal } = watch(String(claude.pid))
    await shows(/^ shop .*○ idle/m)
    await claude.say('Good morning')
    await shows('USER  Good morning')
    await shows(/ASST {2}\S/)
    await shows(/CONTEXT {2}\d+ %, [\d.]+ k of (?:200 k|1 M)/)

    await claude.say('RUN_BASH5')
    await shows(/● busy/)
    await shows('TOOL▶ Bash sleep 5')
    await shows(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] {2}Bash sleep 5.* [1-4] s/)
    await shows(/✓ {2}Bash sleep 5.* \d+\.\d s/)
    await shows(/FLOW\n.*USER →/)

    await claude.say('RUN_AGENT')
    await shows('SUBAGENTS')
    await shows(/AGENT .* started/)
    await shows(/AGENT .* done/)

    await claude.say('RUN_WRITE')
    await shows('◐ waiting for you')
    await shows(/ASK {3}Write .*hello\.txt/)
    claude.pressEscape()
    await lacks('◐ waiting for you')
    await shows(/✗ {2}Write hello\.txt/)
    type('q')
    expect(await ended).toBe(0)
    expect([terminal.isAlternate, terminal.isCursorShown]).toEqual([false, true])
    expect(terminal.unknown).toEqual([])
  })

  it('kills it after a question, and says what was observed', async () => {
    const claude = await startClaude({ mode: 'interactive', home, cwd: home.project('shop') })
    await claude.isAt('idle')
    await claude.say('Good morning')
    const { shows, type } = watch(String(claude.pid))
    await shows('USER  Good morning')
    type('k')
    await shows('Kill it? [y/N]')
    type('y')
    await shows(/✓ shop .*ended after/)
    await claude.isGone()
    type('x')
    await shows('○ ended')
  })

  it('opens the overview where there are several, and goes from there to a session', async () => {
    const first = await startClaude({ mode: 'interactive', home, cwd: home.project('first-shop') })
    const second = await startClaude({ mode: 'interactive', home, cwd: home.project('second-shop') })
    await Promise.all([first.isAt('idle'), second.isAt('idle')])
    await second.say('Good evening')
    await second.isAt('idle')
    const { shows, type } = watch()
    await shows('first-shop')
    await shows('second-shop')
    type('/second-shop\r')
    // With the mark of its kind where agents of other kinds run beside it.
    await shows(/▸.(?: cl)? second-shop/)
    type('\r')
    await shows('USER  Good evening')
  })
})
