/** Prompts for the genuine Claude Code where its terminal is not simply there: nothing is typed beside its box, and each goes when it can. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeWithClaude } from '../tools/claude.ts'
import type { TmuxClaude } from '../tools/claude-in-tmux.ts'
import { runTce } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'
import { openPromptSessions, type PromptSessions, prompts } from './prompt-sessions.ts'

const program = process.env['TCE_CLAUDE'] ?? ''

let world: PromptSessions
beforeEach(async () => {
  world = await openPromptSessions(program)
})
afterEach(() => world.close())

/** As its user does: text, and Enter when it stands in the box. */
async function say(claude: TmuxClaude, text: string): Promise<void> {
  claude.keys('-l', text)
  await waitFor('the text in its box', () => claude.screen().includes(text), { seen: claude.screen })
  await sleep(500)
  claude.keys('Enter')
}

/** It stays so, for longer than a prompt takes. */
async function staysQueued(id: string): Promise<string> {
  await sleep(3_000)
  const { state, reason = '' } = await world.find(id)
  expect(state).toBe('queued')
  return reason
}

describeWithClaude('a prompt for a genuine session', { timeout: 240_000 }, () => {
  it('whose box is in vim’s insert or normal mode arrives letter for letter, and none of it is taken for a command', async () => {
    const config = join(world.home.dir, '.claude.json')
    world.home.project('shop')
    writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), editorMode: 'vim' }))
    const claude = await world.begin()
    await waitFor('insert mode', () => claude.screen().includes('-- INSERT --'), { seen: claude.screen })
    const texts = [
      'dd in insert mode',
      'dd :q! in normal mode',
      `ddp${' and on it goes,'.repeat(60)}\n:wq\n\n  x\nthe end`,
    ]
    for (const [index, text] of texts.entries()) {
      if (index > 0) {
        claude.keys('Escape')
        await waitFor('normal mode', () => !claude.screen().includes('-- INSERT --'), { seen: claude.screen })
      }
      expect(await world.send(text)).toMatchObject({ words: expect.stringContaining('has it'), code: 0 })
      await world.untilState(`q${index + 1}`, 'answered')
    }
    expect(prompts(claude)).toEqual(texts)
  })

  it('that is suspended waits, and its shell gets none of it; when it is back in front it goes', async () => {
    const claude = await world.begin({ shell: true })
    claude.keys('C-z')
    await waitFor('the shell', () => /Stopped/.test(claude.screen()), { seen: claude.screen })
    await world.send('touch /tmp/never')
    await staysQueued('q1')
    expect(claude.screen()).not.toContain('never')
    claude.keys('fg', 'Enter')
    await world.untilState('q1', 'answered')
    expect(prompts(claude)).toEqual(['touch /tmp/never'])
  })

  it('in one of two synchronized panes waits, and the other one gets none of it', async () => {
    const claude = await world.begin()
    const other = world.tmux.tmux('split-window', '-d', '-P', '-F', '#{pane_id}', '-t', claude.pane, 'cat').trim()
    world.tmux.tmux('set-option', '-w', '-t', claude.pane, 'synchronize-panes', 'on')
    await world.send('for one alone')
    expect(await staysQueued('q1')).toContain('synchronized')
    world.tmux.tmux('set-option', '-w', '-t', claude.pane, 'synchronize-panes', 'off')
    await world.untilState('q1', 'answered')
    expect(world.tmux.tmux('capture-pane', '-p', '-t', other).trim()).toBe('')
    expect(prompts(claude)).toEqual(['for one alone'])
  })

  it('whose pane is closed, or that its user leaves, is left to its user, who may send it to the resumed one', async () => {
    const closed = await world.begin({ project: 'closed' })
    await say(closed, 'RUN_BASH20')
    await closed.isAt('busy')
    await world.send('too late')
    world.tmux.tmux('kill-pane', '-t', closed.pane)
    await world.untilState('q1', 'orphaned')
    expect((await world.queue('retry', 'q1')).code).not.toBe(0)

    const left = await world.begin()
    await say(left, 'hello')
    await waitFor('its turn', () => prompts(left).length === 1 && left.registry()?.status === 'idle')
    const sessionId = left.registry()?.sessionId ?? ''
    await say(left, 'RUN_BASH5')
    await left.isAt('busy')
    await world.send('after that')
    process.kill(left.pid, 'SIGTERM')
    await world.untilState('q2', 'orphaned')
    const resumed = await world.begin({ args: ['--resume', sessionId] })
    expect(await world.queue('retry', 'q2')).toMatchObject({ code: 0 })
    // Its end broke off a turn, of which the records say nothing.
    await waitFor('why it waits', async () => (await world.find('q2')).reason?.includes('how its last turn ended'))
    expect(await world.queue('go-on', String(resumed.pid))).toMatchObject({ code: 0 })
    await world.untilState('q2', 'answered')
    expect(prompts(resumed).filter((text) => text === 'after that')).toHaveLength(1)
  })

  it('that was typed and not sent gets Enter, or is cleared, when its user says so', async () => {
    // So low a box shows a part of it alone: nobody can tell whether it is all there.
    const claude = await world.begin({ rows: 14 })
    const text = Array.from({ length: 12 }, (_, n) => `n${n}`).join('\n')
    await world.send(text)
    await world.untilState('q1', 'in-box')
    expect((await world.queue('enter', 'q1')).words).toContain('Enter was not pressed')
    world.tmux.tmux('resize-window', '-t', claude.pane, '-y', '40')
    await waitFor('all of it', () => /❯.n0/.test(claude.screen()), { seen: claude.screen })
    expect(await world.queue('enter', 'q1')).toMatchObject({ code: 0 })
    await world.untilState('q1', 'answered')

    world.tmux.tmux('resize-window', '-t', claude.pane, '-y', '14')
    await world.send(text)
    await world.untilState('q2', 'in-box')
    world.tmux.tmux('resize-window', '-t', claude.pane, '-y', '40')
    await waitFor('all of it', () => /❯.n0/.test(claude.screen()), { seen: claude.screen })
    claude.keys('-l', ' mine')
    await waitFor('a word of its user', () => claude.screen().includes('mine'))
    expect((await world.queue('clear', 'q2')).words).toContain('Something else')
    claude.keys('BSpace', 'BSpace', 'BSpace', 'BSpace', 'BSpace')
    await waitFor('that word to go', () => !claude.screen().includes('mine'))
    expect(await world.queue('clear', 'q2')).toMatchObject({ code: 0 })
    await world.send('the next one')
    await world.untilState('q3', 'answered')
    expect(prompts(claude)).toEqual([text, 'the next one'])
  })

  it('or an answer to its question is not another agent’s to give', async () => {
    const asking = await world.begin({ project: 'asking' })
    await say(asking, 'RUN_WRITE')
    await asking.isAt('waiting')
    const claude = await world.begin({ args: ['--allowedTools', 'Bash'] })
    const bin = join(import.meta.dirname, '../../bin/tce.js')
    const answer = `TCE_DATA_DIR='${join(world.home.dir, 'tce-data')}' "${process.execPath}" "${bin}" answer 1 allow`
    writeFileSync(join(world.home.dir, 'shop', 'answer.sh'), `${answer}; echo "ended with $?"\n`)
    await say(claude, `CALL Bash ${JSON.stringify({ command: 'sh answer.sh' })}`)
    await waitFor('the refusal', () => JSON.stringify(claude.records()).includes('a person has to do this'), {
      seen: claude.screen,
    })
    expect(asking.registry()?.status).toBe('waiting')
    const { stdout } = await runTce(world.tce, 'waiting', '--json')
    expect(JSON.parse(stdout).waiting).toHaveLength(1)
  })
})
