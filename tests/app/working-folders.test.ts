/** Where only Aider ran nothing names the folder once it is gone: a look at it while it runs is enough for its history to be listed. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

interface Home {
  readonly home: string
  readonly project: string
}

function makeHome(): Home {
  const home = mkdtempSync(join(tmpdir(), 'tce-folders-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const project = join(home, 'work', 'poem')
  for (const dir of ['config', 'bin', 'work/poem']) mkdirSync(join(home, dir), { recursive: true })
  cpSync(join(root, 'tests/fixtures/aider/history.md'), join(project, '.aider.chat.history.md'))
  return { home, project: realpathSync(project) }
}

/** A shell under the name of Python that runs a script of Aider's name, as an installed one is seen. */
function startAider({ home, project }: Home): ChildProcess {
  const [python, script] = [join(home, 'bin', 'python3'), join(home, 'bin', 'aider')]
  copyFileSync(realpathSync('/bin/sh'), python)
  chmodSync(python, 0o755)
  writeFileSync(script, 'read line\n')
  const child = spawn(python, [script], { cwd: project, stdio: ['pipe', 'ignore', 'ignore'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

function tce<T>({ home }: Home, ...args: readonly string[]): T {
  const env = {
    HOME: home,
    PATH: process.env['PATH'],
    TCE_DATA_DIR: join(home, 'data'),
    TCE_CONFIG_DIR: join(home, 'config'),
    TCE_CACHE_DIR: join(home, 'cache'),
  }
  const program = ['--no-warnings', join(root, 'src/app/tce.ts')]
  return JSON.parse(
    execFileSync(process.execPath, [...program, ...args, '--json'], { env, cwd: home, encoding: 'utf8' }),
  ) as T
}

interface Sessions {
  readonly sessions: readonly { readonly agent: string; readonly cwd?: string; readonly title?: string }[]
}
interface Fleet {
  readonly processes: readonly { readonly agent: string; readonly cwd?: string; readonly pid: number }[]
}

it.skipIf(process.platform !== 'linux')(
  'a folder in which Aider was seen is listed among the sessions when it is gone, in the projects no other agent knows',
  async () => {
    const home = makeHome()
    const aider = startAider(home)
    await new Promise((resolve) => aider.once('spawn', resolve))
    expect(tce<Sessions>(home, 'sessions').sessions).toEqual([])
    const { processes } = tce<Fleet>(home, 'status')
    expect(processes.find(({ pid }) => pid === aider.pid)).toMatchObject({ agent: 'aider', cwd: home.project })
    aider.stdin?.end()
    await new Promise((resolve) => (aider.exitCode === null ? aider.once('exit', resolve) : resolve(0)))
    const { sessions } = tce<Sessions>(home, 'sessions')
    expect(sessions).toMatchObject([{ agent: 'aider', cwd: home.project, title: 'make the greeting polite' }])
    expect(readdirSync(join(home.home, 'data', 'working-folders'))).toHaveLength(1)
  },
)
