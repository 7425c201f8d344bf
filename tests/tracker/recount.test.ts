/** After an upgrade that counts otherwise: what is on the disk is counted again by itself, what is only in the ledger stays. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Database, openDatabase } from '../../src/storage/sqlite.ts'
import { openLedger } from '../../src/tracker/open-ledger.ts'
import { ledgerMigrations } from '../../src/tracker/store-schema.ts'
import { ledgerPath } from '../../src/tracker/writing-side.ts'
import { opencodeHome } from '../sessions/opencode-home.ts'
import { fieldCase } from '../tools/field-case.ts'
import {
  append,
  assistantLine,
  claudeSources,
  contentOf,
  ledgerOf,
  machine,
  tempDir,
  totalsOf,
  transcriptPath,
  write,
} from './home.ts'

/** A ledger of this home, as a version left it that gave responses other ids and other counts. */
async function countedBefore(
  configDir: string,
  change: (database: Database) => void = () => undefined,
): Promise<string> {
  const dataDir = tempDir()
  const ledger = await openLedger({ dataDir, machine, sources: claudeSources(configDir) })
  await ledger.update()
  await ledger.close()
  const opened = openDatabase(ledgerPath(dataDir), { migrations: ledgerMigrations })
  if (!opened.ok) throw new Error(opened.error.message)
  opened.value.exec(`
    UPDATE file SET reader = 99;
    UPDATE response SET reader = 99, output = output + 7;
    UPDATE response SET message_id = 'relay' WHERE message_id LIKE 'relay %00000001';
  `)
  change(opened.value)
  opened.value.close()
  return dataDir
}

it.each(['this', 'own'] as const)(
  'is what a new ledger would hold, and then no more is read, in %s thread',
  async (thread) => {
    const configDir = fieldCase('relay-constant-id')
    const dataDir = await countedBefore(configDir)
    const ledger = await ledgerOf(configDir, { dataDir, thread })
    expect(await ledger.update()).toMatchObject({ filesRead: 2 })
    const fresh = await ledgerOf(configDir)
    await fresh.update()
    expect(contentOf(ledger)).toEqual(contentOf(fresh))
    expect(totalsOf(ledger)).toMatchObject({ responses: 4, input: 18_000, output: 1_800 })
    expect(await ledger.update()).toMatchObject({ filesRead: 0 })
  },
)

it('leaves what only gone files told', async () => {
  const configDir = tempDir()
  const gone = write(
    join(configDir, 'projects', '-home-dev', 'gone.jsonl'),
    assistantLine({ id: 'msg_gone', request: 'req_gone' }),
  )
  write(transcriptPath(configDir), assistantLine())
  const dataDir = await countedBefore(configDir)
  rmSync(gone)
  const ledger = await ledgerOf(configDir, { dataDir })
  await ledger.update()
  expect(totalsOf(ledger)).toMatchObject({ responses: 2 })
  await ledger.rebuild()
  expect(totalsOf(ledger)).toMatchObject({ responses: 2 })
})

it('is finished where it was interrupted: all files were read, and the old counts still stood beside', async () => {
  const configDir = fieldCase('relay-constant-id')
  const dataDir = await countedBefore(configDir, (database) => {
    database.exec(`UPDATE file SET reader = 1; INSERT INTO meta VALUES ('recount', 1);`)
  })
  const ledger = await ledgerOf(configDir, { dataDir })
  append(join(configDir, 'projects', '-home-dev-shop', '33333333-0000-4000-8000-000000000003.jsonl'), assistantLine())
  await ledger.update()
  expect(totalsOf(ledger)).toMatchObject({ responses: 1, input: 12 })
})

it("counts sessions of an agent's database again, whose database did not change meanwhile", async () => {
  const dataDir = tempDir()
  const home = opencodeHome()
  home.write('session', {
    id: 'ses_1',
    directory: '/home/dev',
    title: 't',
    version: '1',
    time_created: 1,
    time_updated: 1,
  })
  const tokens = { input: 12, output: 3, reasoning: 0, cache: { read: 0, write: 0 } }
  const data = { role: 'assistant', modelID: 'm1', tokens, time: { created: 1, completed: 2 } }
  home.write('message', { id: 'msg_1', session_id: 'ses_1', time_created: 1, time_updated: 2, data })
  const sources = [{ agent: 'opencode' as const, dataDir: home.dataDir }]
  const first = await openLedger({ dataDir, machine, sources })
  await first.update()
  await first.close()
  const opened = openDatabase(ledgerPath(dataDir), { migrations: ledgerMigrations })
  if (!opened.ok) throw new Error(opened.error.message)
  opened.value.exec(`
    UPDATE file SET reader = 0; UPDATE response SET reader = 0, output = output + 7;
    UPDATE meta SET value = replace(value, ' v1', '') WHERE key LIKE 'database %'`)
  opened.value.close()
  const ledger = await openLedger({ dataDir, machine, sources })
  expect(await ledger.update()).toMatchObject({ filesRead: 1 })
  expect(totalsOf(ledger)).toMatchObject({ responses: 1, input: 12, output: 3 })
  expect(await ledger.update()).toMatchObject({ filesRead: 0 })
  await ledger.close()
})
