import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { createLinuxProcessTable } from '../../src/scanner/linux/process-table.ts'
import { createScanner } from '../../src/scanner/scanner.ts'
import { installSleepAs, nativeInstall, start, temporaryFolder, until } from './started-processes.ts'

const mayUnshare =
  process.platform === 'linux' &&
  spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true'], { stdio: 'ignore' }).status === 0

/** A shell that writes the record which the genuine client would write. */
const record = `
fields=($(sed 's/.*) //' /proc/$$/stat))
printf '{"pid":%d,"sessionId":"215258f8-bf16-4d84-b7b9-9696f8ec07a5","procStart":"%s","pidDomain":"linux:0f:%s","kind":"interactive","entrypoint":"cli","name":"in-container","status":"idle","updatedAt":%s000}' \\
  $$ "\${fields[19]}" "$(readlink /proc/$$/ns/pid)" "$(date +%s)" > "$SESSIONS/$$.json"
sleep 300 & wait
`

describe.runIf(mayUnshare)('a session in a container that shares the home', () => {
  it('is shown with its own record, found by the pid it has in there', async () => {
    const home = temporaryFolder()
    const sessions = join(home, '.claude/sessions')
    mkdirSync(sessions, { recursive: true })
    const claude = installSleepAs(nativeInstall(home), '/bin/bash')
    const args = ['--pid', '--fork', '--kill-child', '--mount-proc', claude, '-c', record]
    await start('unshare', args, { env: { SESSIONS: sessions } })
    const scanner = createScanner({
      table: createLinuxProcessTable(),
      agents: Object.values(agents),
      environment: { platform: 'linux', homeDir: home, env: {} },
    })
    const agent = await until(async () => {
      const found = (await scanner.scan()).agents.find(({ command }) => command.startsWith(claude))
      return found?.name === undefined ? undefined : found
    })
    expect(agent).toMatchObject({ name: 'in-container', activity: 'idle', role: 'interactive' })
    expect(agent.pid).not.toBe(1)
  })
})
