/** Which sessions go on, by their records alone. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLiveSessions } from '../../src/sessions/live-sessions.ts'
import { loggingAgents, recordedHome, writtenHome } from './agent-homes.ts'
import { geminiHome, opencodeTreeHome } from './document-homes.ts'
import { opencode2Home, opencodeHome, talkIn } from './opencode-home.ts'
import { call, makeSessionHome, prompt, result, sessionId, text } from './transcript-lines.ts'

const startMs = Date.parse('2026-11-20T12:00:00.000Z')
const at = (second: number) => ({ timestamp: new Date(startMs + second * 1000).toISOString() })

/** A home, and looks at it at a second of a made-up clock. The files' own times follow that clock, too. */
function followedHome() {
  const home = makeSessionHome()
  let second = 0
  const live = createLiveSessions([{ agent: 'claude', dataDir: home.configDir }], () => startMs + second * 1000)
  return {
    ...home,
    write(when: number, records: readonly object[], path = home.path) {
      home.append(
        records.map((one) => ({ ...one, ...at(when) })),
        path,
      )
      utimesSync(path, startMs / 1000 + when, startMs / 1000 + when)
    },
    async look(when: number, others: readonly string[] = []) {
      second = when
      return live.look(Promise.resolve(new Set(others)))
    },
  }
}

describe('a session without a process', () => {
  it('is live with what its records tell', async () => {
    const home = followedHome()
    home.write(0, [prompt('go'), call('t1', 'Bash', { command: 'cargo test' })])
    expect(await home.look(4)).toMatchObject([
      {
        ...{ sessionId, agent: 'claude', project: 'shop', cwd: '/home/dev/shop', branch: 'main' },
        ...{ model: 'claude-sonnet-5', activity: 'busy', doing: 'Bash cargo test' },
        ...{ lastRecordAt: at(0).timestamp, resumeCommand: `claude --resume ${sessionId}` },
      },
    ])
  })

  it('is over two minutes after its last word, and ten where it was at work', async () => {
    const home = followedHome()
    home.write(0, [prompt('go'), text('Done.')])
    expect(await home.look(120)).toMatchObject([{ activity: 'idle' }])
    expect(await home.look(121)).toEqual([])
    home.write(200, [call('t1', 'Bash', { command: 'cargo test' })])
    expect(await home.look(800)).toMatchObject([{ activity: 'busy' }])
    expect(await home.look(801)).toEqual([])
  })

  it('is none of those of which more is known', async () => {
    const home = followedHome()
    home.write(0, [prompt('go')])
    expect(await home.look(1, [sessionId])).toEqual([])
    expect(await home.look(2)).toHaveLength(1)
  })

  it('appears when its file does, newest first, and is gone with its file', async () => {
    const home = followedHome()
    expect(await home.look(0)).toEqual([])
    home.write(1, [prompt('go')])
    const later = sessionId.replace(/^1/, '2')
    home.write(2, [prompt('go')], home.path.replace(sessionId, later))
    const [folder, now] = [dirname(home.path), new Date()]
    utimesSync(folder, now, now)
    expect((await home.look(3)).map((one) => one.sessionId)).toEqual([later, sessionId])
    rmSync(home.path)
    // In the same step of the file system's clock.
    utimesSync(folder, now, now)
    expect((await home.look(4)).map((one) => one.sessionId)).toEqual([later])
  })

  it('goes on while only a subagent of it writes', async () => {
    const home = followedHome()
    home.write(0, [prompt('go'), call('t1', 'Task', { description: 'look', prompt: 'look', subagent_type: 'Explore' })])
    const subagent = home.subagentPath('a1')
    for (const second of [0, 500, 1_000]) {
      home.write(second, [call(`s${second}`, 'Read', { file_path: '/home/dev/shop/a.ts' })], subagent)
      expect(await home.look(second + 5)).toMatchObject([{ sessionId, lastRecordAt: at(second).timestamp }])
    }
  })

  it('was seen to grow: that counts where the clock of its records is hours away', async () => {
    const home = followedHome()
    const write = (second: number, recordSecond: number) => {
      home.append([{ ...prompt('go'), ...at(recordSecond) }])
      utimesSync(home.path, startMs / 1000 + second, startMs / 1000 + second)
    }
    write(0, -7_200)
    expect(await home.look(1)).toEqual([])
    write(2, -7_198)
    expect(await home.look(3)).toMatchObject([{ activity: 'busy', lastRecordAt: at(2).timestamp }])
  })

  it('does not show what is being written as a record', async () => {
    const home = followedHome()
    home.write(0, [prompt('go'), call('t1', 'Read', { file_path: '/home/dev/shop/a.ts' })])
    home.write(0, [result('t1')])
    appendFileSync(home.path, '{"type":"assistant","message":{"content":[{"type":"te')
    utimesSync(home.path, startMs / 1000 + 1, startMs / 1000 + 1)
    expect(await home.look(2)).toMatchObject([{ activity: 'busy', lastRecordAt: at(0).timestamp }])
  })

  it('is found within sixteen looks when it goes on after days: old files are asked in turn', async () => {
    const home = followedHome()
    home.write(-200_000, [prompt('long ago'), text('Done.')])
    expect(await home.look(0)).toEqual([])
    home.write(1, [prompt('go on')])
    const looks: string[][] = []
    for (let second = 1; second <= 16; second++) looks.push((await home.look(second)).map((one) => one.sessionId))
    expect(looks).toContainEqual([sessionId])
  })

  it('is none where the agent has no folder yet', async () => {
    const dataDir = join(mkdtempSync(join(tmpdir(), 'tce-none-')), 'gone')
    expect(await createLiveSessions([{ agent: 'claude', dataDir }]).look(Promise.resolve(new Set()))).toEqual([])
  })
})

describe.each(loggingAgents)("%s's sessions", (agent) => {
  it('go on by their records, named by what their first line says', async () => {
    const home = writtenHome(agent)
    home.says('words')
    const live = createLiveSessions([{ agent, dataDir: home.dataDir }], () => Date.UTC(2026, 10, 20, 10, 0, 5))
    utimesSync(home.path, Date.UTC(2026, 10, 20, 10) / 1000, Date.UTC(2026, 10, 20, 10, 0, 1) / 1000)
    expect(await live.look(Promise.resolve(new Set()))).toMatchObject([
      { agent, sessionId: home.sessionId, lastRecordAt: '2026-11-20T10:00:01.000Z' },
    ])
  })
})

describe('sessions in documents', () => {
  it.each(Object.entries({ gemini: geminiHome, opencode: opencodeTreeHome }))(
    'of %s go on by their records',
    async (agent, make) => {
      const home = make()
      home.says('words')
      const live = createLiveSessions([{ agent: agent as 'gemini', dataDir: home.dataDir }], () =>
        Date.UTC(2026, 2, 1, 8, 0, 5),
      )
      utimesSync(home.path, Date.UTC(2026, 2, 1, 8) / 1000, Date.UTC(2026, 2, 1, 8) / 1000)
      expect(await live.look(Promise.resolve(new Set()))).toMatchObject([
        { agent, sessionId: home.sessionId, lastRecordAt: '2026-03-01T08:00:01.000Z' },
      ])
    },
  )
})

describe("opencode's sessions", () => {
  const id = 'ses_00000000000000000000000001'

  it('go on by the rows of their database, with title and directory, and are over when it is quiet', async () => {
    const home = opencodeHome()
    const talk = talkIn(home, id)
    talk.asks('go')
    const atMs = home.database.prepare('SELECT max(time_updated) FROM message').pluck().get() as number
    let nowMs = atMs + 4_000
    const path = join(home.dataDir, 'opencode.db')
    const touch = () => utimesSync(path, nowMs / 1000, nowMs / 1000)
    touch()
    const live = createLiveSessions([{ agent: 'opencode', dataDir: home.dataDir }], () => nowMs)
    const look = () => live.look(Promise.resolve(new Set()))
    const lastRecordAt = new Date(atMs).toISOString()
    expect(await look()).toMatchObject([
      { agent: 'opencode', sessionId: id, cwd: '/home/dev/proj', project: 'proj', activity: 'busy', lastRecordAt },
    ])
    nowMs += 700_000
    expect(await look()).toEqual([])
  })

  it('say what they said last while their database is half migrated', async () => {
    const home = opencodeHome()
    talkIn(home, id).asks('go')
    const atMs = home.database.prepare('SELECT max(time_updated) FROM message').pluck().get() as number
    const live = createLiveSessions([{ agent: 'opencode', dataDir: home.dataDir }], () => atMs + 4_000)
    const look = () => live.look(Promise.resolve(new Set()))
    expect(await look()).toHaveLength(1)
    home.database.exec('ALTER TABLE message RENAME TO message_old')
    expect(await look()).toHaveLength(1)
    home.database.exec('ALTER TABLE message_old RENAME TO message')
    expect(await look()).toHaveLength(1)
  })

  it('of 2.x go on by the new tables, although the old ones stay behind', async () => {
    const home = opencode2Home()
    home.asks('go', 1)
    const live = createLiveSessions([{ agent: 'opencode', dataDir: home.dataDir }], () => home.at(4))
    expect(await live.look(Promise.resolve(new Set()))).toMatchObject([{ sessionId: home.sessionId, activity: 'busy' }])
  })
})

it('a Codex session goes on while only its subagent writes, whose log lies beside its own and is no session', async () => {
  const dataDir = recordedHome('codex')
  const day = join(dataDir, 'sessions/2026/11/26')
  const [subagent] = readdirSync(day).filter((name) => firstLineOf(join(day, name)).includes('parent_thread_id'))
  const log = join(day, subagent ?? '')
  const nowMs = Date.parse('2026-11-27T09:00:00.000Z')
  for (const name of readdirSync(day)) utimesSync(join(day, name), nowMs / 1000 - 7_200, nowMs / 1000 - 7_200)
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
  const last = JSON.parse(lines.at(-1) ?? '')
  appendFileSync(log, `${JSON.stringify({ ...last, timestamp: new Date(nowMs - 1_000).toISOString() })}\n`)
  utimesSync(log, nowMs / 1000 - 1, nowMs / 1000 - 1)
  const live = createLiveSessions([{ agent: 'codex', dataDir }], () => nowMs)
  const owner = JSON.parse(lines[0] ?? '').payload.session_id
  expect(await live.look(Promise.resolve(new Set()))).toMatchObject([{ sessionId: owner }])
})

const firstLineOf = (path: string): string => readFileSync(path, 'utf8').split('\n')[0] ?? ''
