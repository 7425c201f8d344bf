/** What a session's records tell besides usage, where several copies of its transcript lie about: each line counts once. */
import { cpSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { Ledger } from '../../src/tracker/ledger.ts'
import { append, ledgerOf, session1, tempDir, transcriptPath, userLine, write } from './home.ts'

const prompt = (name: string, more: Readonly<Record<string, unknown>> = {}): string =>
  userLine(`please ${name}`, { uuid: `uuid-${name}`, ...more })

const home = () => {
  const configDir = tempDir()
  const path = transcriptPath(configDir)
  return { configDir, path, conflict: path.replace('.jsonl', '.sync-conflict-20261103-101500-ABCDEFG.jsonl') }
}

async function promptsAfter(ledger: Ledger): Promise<number | undefined> {
  await ledger.update()
  const found = ledger.session(session1)
  expect(ledger.sessionRows().rows.map(({ prompts }) => prompts)).toEqual([found?.prompts])
  return found?.prompts
}

it('are the lines that all have, and those that each has alone', async () => {
  const { configDir, path, conflict } = home()
  write(path, prompt('begin') + prompt('here'))
  write(conflict, prompt('begin') + prompt('there'))
  const ledger = await ledgerOf(configDir)
  expect(await promptsAfter(ledger)).toBe(3)
  append(path, prompt('go on'))
  expect(await promptsAfter(ledger)).toBe(4)
  append(conflict, prompt('go on'))
  expect(await promptsAfter(ledger)).toBe(4)
})

it('are those of a copy whose lines name another folder, too', async () => {
  const { configDir, path } = home()
  write(path, prompt('begin'))
  write(
    join(configDir, 'projects', '-home-dev-moved', `${session1}.jsonl`),
    prompt('begin', { cwd: '/home/dev/moved' }),
  )
  expect(await promptsAfter(await ledgerOf(configDir))).toBe(1)
})

it('stay the same when a project’s folder is renamed, and when it grows in its new place', async () => {
  const { configDir, path } = home()
  write(path, prompt('begin') + prompt('more'))
  const ledger = await ledgerOf(configDir)
  expect(await promptsAfter(ledger)).toBe(2)
  const moved = path.replace('-home-dev-proj', '-home-dev-other')
  renameSync(dirname(path), dirname(moved))
  expect(await promptsAfter(ledger)).toBe(2)
  append(moved, prompt('go on'))
  expect(await promptsAfter(ledger)).toBe(3)
})

it('stay counted when all copies are deleted, and when one of them is', async () => {
  const { configDir, path, conflict } = home()
  write(path, prompt('begin') + prompt('here'))
  cpSync(path, conflict)
  append(conflict, prompt('there'))
  const ledger = await ledgerOf(configDir)
  expect(await promptsAfter(ledger)).toBe(3)
  rmSync(conflict)
  expect(await promptsAfter(ledger)).toBe(3)
  rmSync(path)
  expect(await promptsAfter(ledger)).toBe(3)
  await ledger.rebuild()
  expect(await promptsAfter(ledger)).toBe(3)
})

it('are a subagent’s once, with the subagent', async () => {
  const { configDir, path } = home()
  write(path, prompt('begin'))
  const subagent = join(dirname(path), session1, 'subagents', 'agent-a1.jsonl')
  const side = { isSidechain: true, agentId: 'a1' }
  write(subagent, prompt('look', side))
  write(subagent.replace('-home-dev-proj', '-home-dev-other'), prompt('look', side))
  const ledger = await ledgerOf(configDir)
  expect(await promptsAfter(ledger)).toBe(1)
  expect(ledger.session(session1)?.subagents.map(({ id }) => id)).toEqual(['a1'])
})
