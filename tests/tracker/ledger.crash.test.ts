/** Killed at any moment, the next run loses nothing and counts nothing twice; two writers count as one. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { append, contentOf, copyOf, generateHome, ledgerOf, tempDir } from './home.ts'

const program = join(import.meta.dirname, 'update-forever.ts')

function startWriter(dataDir: string, configDir: string): ChildProcess {
  const child = spawn(process.execPath, [program, dataDir, configDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

const nextOutput = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => child.stdout?.once('data', resolve))
const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('exit', resolve))

it('holds the same after thirty kills at random moments of the first count', { timeout: 120_000 }, async () => {
  const { configDir } = generateHome({ sessions: 60, 'size-mb': 30, forks: 0.3, btw: 0.3, seed: 31 })
  const dataDir = tempDir()
  for (let kill = 0; kill < 30; kill++) {
    const child = startWriter(dataDir, configDir)
    await nextOutput(child)
    await sleep((kill * 37) % 180)
    child.kill('SIGKILL')
    await ended(child)
  }
  const survivor = await ledgerOf(configDir, { dataDir })
  await survivor.update()
  expect(survivor.status().problems.filter((problem) => problem.includes('damaged'))).toEqual([])
  const fresh = await ledgerOf(configDir)
  await fresh.update()
  expect(contentOf(survivor)).toEqual(contentOf(fresh))
})

it('holds the same after kills while the files grow', { timeout: 120_000 }, async () => {
  const { configDir: source } = generateHome({ sessions: 12, 'size-mb': 3, seed: 32 })
  const configDir = join(tempDir(), '.claude')
  const dataDir = tempDir()
  const root = join(source, 'projects')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.jsonl'))
  const parts = 8
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.meta.json')) cpSync(join(root, path), join(configDir, 'projects', path))
  }
  for (let part = 0; part < parts; part++) {
    const child = startWriter(dataDir, configDir)
    await nextOutput(child)
    for (const path of files) {
      const bytes = readFileSync(join(root, path))
      const target = join(configDir, 'projects', path)
      mkdirSync(dirname(target), { recursive: true })
      append(target, bytes.subarray((bytes.length * part) / parts, (bytes.length * (part + 1)) / parts))
    }
    await sleep(part * 15)
    child.kill('SIGKILL')
    await ended(child)
  }
  const survivor = await ledgerOf(configDir, { dataDir })
  await survivor.update()
  const whole = await ledgerOf(configDir)
  await whole.update()
  expect(contentOf(survivor)).toEqual(contentOf(whole))
})

it('counts once when two processes write at the same time', { timeout: 60_000 }, async () => {
  const { configDir } = generateHome({ sessions: 40, 'size-mb': 20, forks: 0.3, seed: 33 })
  const dataDir = tempDir()
  const children = [startWriter(dataDir, configDir), startWriter(dataDir, configDir)]
  const here = await ledgerOf(configDir, { dataDir })
  await here.update()
  for (const child of children) {
    child.kill('SIGKILL')
    await ended(child)
  }
  await here.update()
  const fresh = await ledgerOf(copyOf(configDir))
  await fresh.update()
  expect(contentOf(here)).toEqual(contentOf(fresh))
})
