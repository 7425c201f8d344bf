/**
 * The archive: what 100,000 archived sessions cost whose agent has deleted them. `npm run bench -- archive`; `--events 5000` for as many
 * sessions, for a quick look. Each step is a program of its own, so that its memory is its own; what a server does behind everything else
 * (archiving, the look around each hour) is measured without its pauses.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { archivePath } from '../src/archive/archive-path.ts'
import { archiveMigrations } from '../src/archive/archive-schema.ts'
import { ArchiveStore } from '../src/archive/archive-store.ts'
import { type Database, openDatabase } from '../src/storage/sqlite.ts'
import { type BenchmarkOptions, type BenchmarkTable, rounded } from './benchmark.ts'

/** So many are archived as a server does it; the others' rows and pieces are laid there. */
const archivedOnes = 500
const perFolder = 100

export async function run({ events: sessions = 100_000 }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-archive-'))
  const [claude, dataDir] = [join(home, '.claude'), join(home, 'data')]
  try {
    for (let no = 0; no < archivedOnes; no++) writeTranscript(claude, no)
    const archived = step(home, 'pass')
    rmSync(claude, { recursive: true })
    await layDown(dataDir, claude, sessions)
    const rows = steps.map(({ what, name }) => {
      const { ms, cpuMs, rssMb, told } = step(home, name)
      return { what, ms, 'CPU ms': cpuMs, 'RSS MB': rssMb, told }
    })
    const perSession = rounded(archived.ms / archivedOnes, 2)
    return [
      {
        title: `${sessions} archived sessions, ${rounded(statSync(archivePath(dataDir)).size / 1e6, 0)} MB of rows`,
        rows: [
          {
            what: `archiving ${archivedOnes} sessions`,
            ms: archived.ms,
            'CPU ms': archived.cpuMs,
            'RSS MB': archived.rssMb,
            told: `${perSession} ms each`,
          },
          ...rows,
        ],
        notes: ['RSS is the most that the step had, the program itself (about 90 MB) in it.'],
      },
    ]
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

const steps = [
  { what: 'all of them, as search and archive look them up', name: 'list' },
  { what: 'the same again, 10 s later', name: 'list-again' },
  { what: 'one opened by the beginning of its id: state and last page', name: 'open' },
  { what: 'the pass of each hour: nothing to archive', name: 'pass' },
  { what: 'the check of a day: 400 pieces, 256 folders of them', name: 'check' },
  { what: 'how much there is: Settings, tce doctor', name: 'report' },
  { what: 'what *Delete now* would take: older than 90 days', name: 'share' },
  { what: 'tce backup', name: 'backup' },
  { what: '*Delete now*: older than 90 days, half of them', name: 'remove' },
] as const

interface Step {
  readonly ms: number
  readonly cpuMs: number
  readonly rssMb: number
  readonly told: string
}

const src = (path: string): string => JSON.stringify(join(import.meta.dirname, '..', 'src', path))

const now = Date.parse('2026-11-28T12:00:00Z')
const dayMs = 86_400_000

function step(home: string, name: 'list' | 'pass' | (typeof steps)[number]['name']): Step {
  const script = `
    import { archiveSessions } from ${src('archive/archive-pass.ts')}
    import { archiveReport, sessionsOf, shareOf } from ${src('archive/archive-data.ts')}
    import { ArchiveStore } from ${src('archive/archive-store.ts')}
    import { checkArchive } from ${src('archive/check-archive.ts')}
    import { createSessionTexts } from ${src('sessions/session-texts.ts')}
    import { createSessionWatcher } from ${src('sessions/session-watcher.ts')}
    import { diskFiles } from ${src('storage/agent-files.ts')}
    import { filesIn } from ${src('app/files-in.ts')}
    import { backUp } from ${src('app/back-up.ts')}
    const [home, name] = process.argv.slice(1)
    const dataDir = home + '/data'
    const sources = [{ agent: 'claude', dataDir: home + '/.claude' }]
    const open = () => ArchiveStore.open(dataDir, 'machine').value
    const always = async () => true
    const files = filesIn(dataDir)
    const texts = createSessionTexts(sources, files)
    const of = { beforeMs: ${now - 90 * dayMs} }
    const work = {
      list: () => texts().length + ' sessions',
      'list-again': () => texts().length + ' sessions',
      async open() {
        const watcher = createSessionWatcher({ sources, files })
        const watch = await watcher.open(${JSON.stringify(idOf(1_234).slice(0, 12))})
        const page = await watch.events({ limit: 200 })
        await watcher.close()
        return page.events.length + ' events'
      },
      async pass() {
        const store = open()
        const done = await archiveSessions({ store, sources: createSessionTexts(sources, diskFiles)(), isArchiving: true,
          leftOut: new Set(), quietMs: () => 1, keepMs: undefined, maxBytes: 1e12, hasRoom: () => true, goesOn: always })
        await store.close()
        return done.files + ' archived'
      },
      async check() {
        const store = open()
        await checkArchive(store, always, () => Date.now() + ${8 * dayMs})
        await store.close()
        return ''
      },
      report: () => archiveReport(dataDir).sessions + ' sessions',
      share: () => { const { sessions, bytes } = shareOf(dataDir, of); return sessions + ' sessions, ' + Math.round(bytes / 1e6) + ' MB' },
      async backup() {
        const done = await backUp({ configDir: home, dataDir }, { file: home + '/all.backup', withSecrets: false, isReplacing: true })
        return Math.round(done.value.bytes / 1e6) + ' MB'
      },
      async remove() {
        const { all } = sessionsOf(dataDir, of)
        const store = open()
        await store.remove(all, 'as-it-is')
        await store.close()
        return all.length + ' sessions'
      },
    }[name]
    if (name === 'list-again') texts()
    const [began, beganCpu] = [performance.now(), process.cpuUsage()]
    const told = await work()
    const ms = Math.round(performance.now() - began)
    const { user, system } = process.cpuUsage(beganCpu)
    console.log(JSON.stringify({ ms, cpuMs: Math.round((user + system) / 1000), told, rssMb: Math.round(process.resourceUsage().maxRSS / 1e3) }))`
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script, home, name], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return JSON.parse(out) as Step
}

const idOf = (no: number): string => {
  const hash = createHash('sha256').update(String(no)).digest('hex')
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}

const folderOf = (claude: string, no: number): string =>
  join(claude, 'projects', `-home-dev-project-${Math.floor(no / perFolder)}`)

/** Over 180 days. */
const changedMsOf = (no: number): number => now - (no % 180) * dayMs - dayMs

function transcriptOf(no: number): string {
  const id = idOf(no)
  const common = {
    sessionId: id,
    cwd: `/home/dev/project-${Math.floor(no / perFolder)}`,
    version: '2.1.329',
    isSidechain: false,
  }
  const at = (second: number) => new Date(changedMsOf(no) + second * 1000).toISOString()
  const lines: object[] = []
  for (let turn = 0; turn < 4; turn++) {
    const asked = { role: 'user', content: `question ${turn} of ${id}` }
    lines.push({ ...common, type: 'user', uuid: `${id}-u${turn}`, timestamp: at(2 * turn), message: asked })
    const usage = {
      input_tokens: 10,
      output_tokens: 100 + no,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    }
    const said = {
      id: `msg_${id}${turn}`,
      role: 'assistant',
      model: 'claude-opus-4-8',
      usage,
      content: [{ type: 'text', text: `answer ${turn}` }],
    }
    lines.push({ ...common, type: 'assistant', uuid: `${id}-a${turn}`, timestamp: at(2 * turn + 1), message: said })
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function writeTranscript(claude: string, no: number): void {
  mkdirSync(folderOf(claude, no), { recursive: true })
  const path = join(folderOf(claude, no), `${idOf(no)}.jsonl`)
  writeFileSync(path, transcriptOf(no))
  utimesSync(path, changedMsOf(no) / 1000, changedMsOf(no) / 1000)
}

/** As archiving leaves them, without a sync for each. */
async function layDown(dataDir: string, claude: string, sessions: number): Promise<void> {
  const opened = openDatabase(archivePath(dataDir), { migrations: archiveMigrations })
  if (!opened.ok) throw new Error(opened.error.message)
  const database: Database = opened.value
  const store = ArchiveStore.open(dataDir, 'machine')
  if (!store.ok) throw new Error(store.error)
  const { pieces } = store.value
  database.transaction(() => {
    const put = (sql: string) => {
      const insert = database.prepare(sql)
      return (...values: readonly unknown[]) => Number(insert.run(...values).lastInsertRowid)
    }
    const session = put(
      `INSERT INTO session (machine, agent, session_id, mark, changed_ms, is_gone) VALUES ('machine', 'claude', ?, ?, ?, 1)`,
    )
    const folder = put('INSERT INTO folder (path, parent) VALUES (?, ?)')
    const file = put(
      'INSERT INTO file (session, folder, name, bytes, changed_ms, archived_ms) VALUES (?, ?, ?, ?, ?, ?)',
    )
    const piece = put('INSERT INTO piece (hash, bytes, checked_ms) VALUES (?, ?, ?)')
    const filePiece = put('INSERT INTO file_piece (file, at, piece) VALUES (?, 0, ?)')
    let [lastFolder, lastDir] = [0, '']
    for (let no = archivedOnes; no < sessions; no++) {
      const dir = folderOf(claude, no)
      if (dir !== lastDir) [lastFolder, lastDir] = [folder(dir, join(claude, 'projects')), dir]
      const text = Buffer.from(transcriptOf(no))
      const hash = createHash('sha256').update(text).digest('hex')
      const stored = zstdCompressSync(text)
      mkdirSync(join(pieces.pathOf(hash), '..'), { recursive: true })
      writeFileSync(pieces.pathOf(hash), stored, { mode: 0o600 })
      const changedMs = changedMsOf(no)
      const own = file(
        session(idOf(no), `${text.length} ${changedMs}`, changedMs),
        lastFolder,
        `${idOf(no)}.jsonl`,
        text.length,
        changedMs,
        now,
      )
      filePiece(own, piece(hash, stored.length, now))
    }
  })()
  database.close()
  await store.value.close()
}
