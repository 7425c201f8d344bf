/** Locks that processes hold, told by lsof: typed as macOS prints it, and a real one of this machine where it has lsof. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { agents } from '../../../src/agents/index.ts'
import { createListedFiles, parseHeld } from '../../../src/scanner/darwin/held-files.ts'
import { createScanner } from '../../../src/scanner/scanner.ts'
import { waitFor } from '../../tools/wait-for.ts'
import { createFakeProcessTable, fakeProcess } from '../fake-process-table.ts'

const id = '01a21bbd-4883-7ae3-b075-000000000001'

function lockFolder(): { readonly home: string; readonly folder: string; readonly lock: string } {
  const home = mkdtempSync(join(tmpdir(), 'tce-lsof-'))
  const folder = join(home, '.codex/thread-writer-locks')
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, `${id}.lock`)
  writeFileSync(lock, '')
  return { home, folder, lock }
}

it('are read process by process; what is no path is none', () => {
  const text = [
    'p40211',
    'fcwd',
    'n/Users/dev/proj',
    'f31',
    'n/Users/dev/.codex/a.lock',
    'p40333',
    'f3',
    'n*:5111',
    'f4',
    'n->0x1f',
    '',
  ]
  expect([...parseHeld(text.join('\n'))]).toEqual([
    [40211, ['/Users/dev/proj', '/Users/dev/.codex/a.lock']],
    [40333, []],
  ])
  expect([...parseHeld('n/without a process\n')]).toEqual([])
})

it('are asked for again only when other processes are there, the folder changed, or a while has passed', async () => {
  const { folder, lock } = lockFolder()
  let nowMs = 0
  const asked: string[] = []
  const files = createListedFiles(
    async (_, args) => {
      asked.push(args.join(' '))
      return `p7\nf3\nn${lock}\n`
    },
    () => nowMs,
  )
  for (let i = 0; i < 3; i++) await files.list([7], [folder])
  expect(files.read(7, folder)).toEqual([lock])
  expect(files.read(8, folder)).toEqual([])
  expect(asked).toEqual(['-Fpn -p 7'])
  await files.list([7, 8], [folder])
  writeFileSync(join(folder, 'another.lock'), '')
  await files.list([7, 8], [folder])
  nowMs += 6_000
  await files.list([7, 8], [folder])
  expect(asked).toHaveLength(4)
})

it('stay known where lsof fails, and are not asked for without processes or a folder', async () => {
  const { folder, lock } = lockFolder()
  let isThere = true
  let calls = 0
  const files = createListedFiles(async () => {
    calls++
    if (!isThere) throw new Error('lsof could not be asked')
    return `p7\nn${lock}\n`
  })
  await files.list([7], [folder])
  isThere = false
  await files.list([7, 9], [folder])
  expect(files.read(7, folder)).toEqual([lock])
  await files.list([], [folder])
  await files.list([7], [`${folder}-gone`])
  expect(calls).toBe(2)
})

it('tell on macOS which session a Codex works in, as they do on Linux', async () => {
  const { home, lock } = lockFolder()
  const exePath = '/opt/homebrew/Caskroom/codex/0.169.0/codex'
  const scanner = createScanner({
    table: createFakeProcessTable([fakeProcess({ pid: 40, name: 'codex', exePath, argv: ['codex', '--no-daemon'] })]),
    agents: Object.values(agents),
    environment: { platform: 'darwin', homeDir: home, env: {} },
    listedFiles: createListedFiles(async () => `p40\nfcwd\nn/Users/dev/proj\nf31\nn${lock}\n`),
  })
  expect((await scanner.scan()).agents).toMatchObject([{ pid: 40, sessionId: id }])
})

it.skipIf(spawnSync('lsof', ['-v']).error !== undefined)('are those of a real process', async () => {
  const { folder, lock } = lockFolder()
  const holder = spawn('sh', ['-c', `exec 9<"${lock}"; echo ready; exec sleep 60`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void holder.kill('SIGKILL'))
  let said = ''
  holder.stdout.on('data', (chunk) => {
    said += chunk
  })
  await waitFor('the holder', () => said.includes('ready') || undefined)
  const files = createListedFiles()
  await files.list([holder.pid ?? 0], [folder])
  expect(files.read(holder.pid ?? 0, folder)).toEqual([lock])
})
