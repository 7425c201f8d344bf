/**
 * The genuine Claude Code in a terminal with the line that `tce statusline install` puts into its settings: the user's own line first and as
 * it was, TCE's below it, what the session says heard, all of it given back. And what it says when it is asked.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AskedReport } from '../../src/core/limits/asked-report.ts'
import { describeWithClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { hasTmux, startTmux, type TmuxServer } from '../tools/claude-in-tmux.ts'
import { claudeProgram } from '../tools/find-claude.ts'
import { runTce, startTce } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

const program = claudeProgram() ?? ''
let home: ClaudeHome
let server: ReturnType<typeof startTce>
let terminals: TmuxServer
const file = () => join(home.configDir, 'settings.json')
const before = () =>
  `{\n  "statusLine": {"type":"command",   "command": "sh ${home.dir}/own.sh", "padding": 0, "refreshInterval": 1 },\n\t"model": "opus"\n}\n`

beforeEach(async () => {
  home = await makeClaudeHome()
  writeFileSync(join(home.dir, 'own.sh'), `cat >"${home.dir}/given.json"\nprintf 'mine one\\nmine two'\n`)
  writeFileSync(file(), before())
  server = startTce(home, ['dashboard', '--port', '0'])
  const words = () => server.printed.stdout + server.printed.stderr
  await waitFor('the dashboard', () => /http:\/\/\S+:\d+/.exec(words())?.[0], { seen: words })
  terminals = startTmux(home, program)
})
afterEach(async () => {
  terminals.close()
  server.child.kill('SIGTERM')
  await server.ended
  await home.close()
})

describeWithClaude('the status line of a genuine session', { timeout: 120_000, skip: !hasTmux() }, () => {
  it('is the user’s first, TCE’s below it; it is heard, a project’s own is named, and every byte comes back', async () => {
    expect((await runTce(home, 'statusline', 'install', '--yes')).stderr).toBe('')
    const shop = home.project('shop')
    const claude = await terminals.start(shop)
    await waitFor('both lines', () => /mine one\n.*mine two\n.*shop · /.test(claude.screen()), {
      ...{ withinMs: 45_000, seen: claude.screen },
    })
    const heard = join(home.dir, 'tce-data', 'statusline', `${claude.pid}.json`)
    expect(JSON.parse(readFileSync(heard, 'utf8'))).toMatchObject({
      session_id: claude.registry()?.sessionId,
      workspace: { project_dir: shop },
    })
    // The user's own command is given the same.
    expect(JSON.parse(readFileSync(join(home.dir, 'given.json'), 'utf8')).session_id).toBe(claude.registry()?.sessionId)

    mkdirSync(join(shop, '.claude'))
    writeFileSync(join(shop, '.claude', 'settings.json'), '{"statusLine":{"type":"command","command":"echo theirs"}}')
    const { stdout } = await runTce(home, 'doctor')
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /shop\/\.claude\/settings\.json has a status line of the project’s own/,
    )

    expect((await runTce(home, 'statusline', 'uninstall', '--yes')).stderr).toBe('')
    expect(readFileSync(file(), 'utf8')).toBe(before())
    expect(existsSync(join(home.dir, 'tce-data', 'statusline.sh'))).toBe(false)
  })

  it('and what it says of its limits when it is asked: with a key that there are none, without a hook or a session', async () => {
    const hooked = join(home.dir, 'hooked')
    const hook = { hooks: [{ type: 'command', command: `touch ${hooked}` }] }
    writeFileSync(file(), JSON.stringify({ hooks: { SessionStart: [hook] } }))
    const env = { ...home.env, PATH: `${join(program, '..')}:${home.env['PATH'] ?? ''}` }
    const { stderr, stdout } = await runTce({ ...home, env }, 'limits', '--ask')
    // The server was started without it on its PATH.
    expect(stderr + stdout).toMatch(/Claude Code was asked: (it says no limits|claude is not on the PATH)/)
    server.child.kill('SIGTERM')
    await server.ended
    const { stdout: json } = await runTce({ ...home, env }, 'limits', '--ask', '--json')
    expect((JSON.parse(json) as AskedReport['limits']).accounts).toEqual([])
    const { stderr: said } = await runTce({ ...home, env }, 'limits', '--ask')
    expect(said).toMatch(/^Claude Code was asked: it says no limits: it works with a key/)
    expect(existsSync(hooked)).toBe(false)
    expect(existsSync(join(home.configDir, 'projects'))).toBe(false)
  })
})
