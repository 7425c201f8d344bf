/** A session that is deleted for good is in no store of the data folder any more: not in a row, and not in what a file has left over. */
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { alertMigrations } from '../../src/alerts/alert-schema.ts'
import { loadConfig } from '../../src/app/config.ts'
import { createLocalServices } from '../../src/app/local-services.ts'
import { archiveSessions } from '../../src/archive/archive-pass.ts'
import { ArchiveStore } from '../../src/archive/archive-store.ts'
import { ownUser } from '../../src/core/audit/audit.ts'
import { eventMigrations } from '../../src/events/event-schema.ts'
import { openUserStore } from '../../src/prompts/user-store.ts'
import { createSessionTexts } from '../../src/sessions/session-texts.ts'
import { machineId } from '../../src/storage/machine-id.ts'
import { type Database, openDatabase, writtenOver } from '../../src/storage/sqlite.ts'
import { call, jsonl, prompt, result, sessionId, text } from '../sessions/transcript-lines.ts'
import { filesIn } from '../tools/files-in.ts'
import { ownFolder } from '../tools/own-folder.ts'

/** Stands nowhere but in what is of the session. */
const marker = 'zebrafinch'
const longAgo = new Date('2026-11-20T12:00:00Z')
const person = ownUser('cli')

/** A row of made-up values, with the marker in every text that is not named. */
function put(database: Database, table: string, named: Readonly<Record<string, string | number | null>>): void {
  const columns = database.prepare(`SELECT name, type FROM pragma_table_info('${table}')`).all() as {
    readonly name: string
    readonly type: string
  }[]
  const values = columns.map(({ name, type }) => named[name] ?? (type === 'TEXT' ? `${marker} ${name}` : 1))
  database.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join()})`).run(...values)
}

const filesWith = (dir: string): readonly string[] =>
  filesIn(dir)
    .filter((path) => readFileSync(path).includes(marker))
    .map((path) => path.slice(dir.length + 1))

it('nothing of a session that is deleted for good is left in any store', async () => {
  const home = ownFolder('tce-nothing-left-')
  const dataDir = join(home, 'data')
  const claude = join(home, '.claude')
  const folder = join(claude, 'projects', '-home-dev-proj')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${sessionId}.jsonl`)
  const said = [
    prompt(`the ${marker} sings`),
    call('t1', 'Bash', { command: `ls ${marker}` }),
    result('t1', marker),
    text(marker),
  ]
  writeFileSync(path, jsonl(said))
  utimesSync(path, longAgo, longAgo)
  vi.stubEnv('HOME', home)
  vi.stubEnv('CLAUDE_CONFIG_DIR', claude)
  const config = await loadConfig({
    env: { TCE_DATA_DIR: dataDir, TCE_CONFIG_DIR: join(home, 'config') },
    homeDir: home,
    workingDir: home,
  })
  if (!config.ok) throw new Error(config.error.message)
  const open = () => createLocalServices({ config: config.value })
  const services = open()
  // Read, counted and searched.
  expect((await services.sessions.list({ limit: 5 })).total).toBe(1)
  const found = await services.search.search({ query: marker, order: 'best', limit: 5, hits: 2 })
  expect(found.ok && found.value.groups).toHaveLength(1)
  await services.analytics.metrics({ session: sessionId })
  await services.advice.report({ days: 30 })
  // Archived.
  const archive = ArchiveStore.open(dataDir, machineId(dataDir))
  if (!archive.ok) throw new Error(archive.error)
  const sources = createSessionTexts([{ agent: 'claude', dataDir: claude }])()
  const pass = {
    store: archive.value,
    sources,
    isArchiving: true,
    leftOut: new Set<string>(),
    quietMs: () => 1,
    keepMs: undefined,
  }
  await archiveSessions({ ...pass, maxBytes: 1e12, hasRoom: () => true, goesOn: async () => true })
  await archive.value.close()
  // Told of.
  const event = {
    source: 'ci',
    event_type: 'build',
    atMs: Date.now(),
    level: 'info' as const,
    message: `built ${marker}`,
    data: `{"of":"${marker}"}`,
  }
  expect(await services.events.capture([{ ...event, session_id: sessionId }])).toMatchObject({ ok: true })
  await services.sessions.mark(sessionId, { name: marker, note: marker, addTags: [marker] }, person)
  await services.alerts.fired(1)
  const user = openUserStore(dataDir)
  if (!user.ok) throw new Error(user.error)
  await user.value.write((database) => {
    put(database, 'prompt', { number: 7, session_id: sessionId })
    put(database, 'prompt_step', { number: 7 })
    put(database, 'message', { number: 1, to_session: sessionId })
    put(database, 'message', { number: 2, from_session: sessionId, to_session: 'another' })
    put(database, 'idea', { session_id: sessionId })
    put(database, 'queue_pass', { session_id: sessionId })
    put(database, 'team_member', { number: 3, session_id: sessionId })
    put(database, 'team_connection', { low: 2, high: 3 })
  })
  await user.value.close()
  const alerts = openDatabase(join(dataDir, 'alerts.sqlite'), { migrations: alertMigrations })
  if (!alerts.ok) throw new Error(alerts.error.message)
  put(alerts.value, 'alert', { id: 'a1', session_id: sessionId, agent_id: 'claude:4711:1' })
  put(alerts.value, 'delivery', { id: 'd1' })
  put(alerts.value, 'delivered_alert', { alert_id: 'a1', delivery_id: 'd1' })
  put(alerts.value, 'budget_interrupt', { agent_id: 'claude:4711:1' })
  alerts.value.close()
  // Its agent deletes it.
  rmSync(path)
  await services.close()
  const stores = filesWith(dataDir)
  expect(stores).toEqual(
    expect.arrayContaining(['events.sqlite', 'ledger.sqlite', 'user.sqlite', 'alerts.sqlite', 'search.sqlite']),
  )
  const again = open()
  expect(await again.data.deleteSession(sessionId, person)).toMatchObject({ ok: true, value: { isOnlyHere: true } })
  await again.close()
  // Single words of events stand in their index, of nobody, until it is put together, which it is as more come.
  const events = openDatabase(join(dataDir, 'events.sqlite'), { migrations: eventMigrations })
  if (!events.ok) throw new Error(events.error.message)
  writtenOver(events.value, () => events.value.exec("INSERT INTO texts (texts) VALUES ('optimize')"))
  events.value.close()
  // The log says what was done: also how the session was called.
  expect(filesWith(dataDir)).toEqual(['audit.log'])
})
