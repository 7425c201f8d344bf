/** The server is killed while many programs write to terminals of ours and each is looked at: nobody misses anything. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import headless from '@xterm/headless'
import { openOwnTerminals } from '../src/app/own-terminals.ts'
import { type ExitRecord, isClean, type SessionInfo } from '../src/core/terminals/session.ts'
import { frameKinds, frameReader } from '../src/runner/protocol.ts'
import type { Terminals } from '../src/runner/terminals.ts'
import { stateOf } from '../tests/runner/screen/recording.ts'
import { testEnvironment } from '../tests/tools/left-overs.ts'
import type { Drill, DrillOptions, DrillResult, Random } from './drill.ts'
import type { Seen } from './terminal-relay.ts'

export const drill: Drill = {
  proves:
    'who looks at programs in terminals of TCE sees all they write, byte by byte or as a picture, however often the server is killed',
  times: 20,
  unit: 'kills, of 30 programs that write 10 MB each',
  run,
}

const fullTimes = 20
const fullSessions = 30
const bytesEach = 10_000_000
const size = { columns: 120, rows: 40 }

interface Watched {
  readonly session: SessionInfo
  readonly written: Buffer
  readonly terminal: headless.Terminal
  offset?: number | undefined
  exit?: ExitRecord | undefined
  /** It has the rows above the screen: until then it has not seen all before its offset. */
  isWhole: boolean
  outputs: number
  pictures: number
}

async function run({ times, random, say }: DrillOptions): Promise<DrillResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tce-terminals-'))
  const runDir = join(dataDir, 'run')
  const terminals = openOwnTerminals({ dataDir, env: { ...process.env, TCE_RUN_DIR: runDir } })
  const count = Math.max(2, Math.round((fullSessions * times) / fullTimes))
  const faults: string[] = []
  const watched: Watched[] = []
  try {
    for (let index = 0; index < count; index += 1) watched.push(await begin(terminals, dataDir, index, random))
    say(`${count} programs write.`)
    let kills = 0
    const total = count * bytesEach
    const done = () => watched.reduce((sum, { offset = 0, exit }) => sum + (exit === undefined ? offset : bytesEach), 0)
    while (watched.some(({ exit }) => exit === undefined)) {
      const relay = startRelay(dataDir, runDir, watched, faults)
      const until = ((kills + random.next()) * total) / times
      while (watched.some(({ exit }) => exit === undefined) && (kills >= times || done() < until)) await sleep(2)
      if (kills < times) kills += 1
      await relay.kill()
    }
    for (; kills < times; kills += 1) say('All had ended before the last kills.')
    say('All have ended; what was seen is compared.')
    for (const one of watched) faults.push(...(await faultsOf(terminals, one)))
    const sum = (of: (one: Watched) => number) => watched.reduce((all, one) => all + of(one), 0)
    const figures = {
      kills: times,
      programs: count,
      'bytes written': sum(({ written }) => written.length),
      'pieces seen': sum(({ outputs }) => outputs),
      'pictures seen': sum(({ pictures }) => pictures),
    }
    return { figures, faults }
  } finally {
    for (const supervisor of await terminals.supervisors()) await terminals.stop(supervisor)
    terminals.close()
  }
}

async function begin(terminals: Terminals, dataDir: string, index: number, random: Random): Promise<Watched> {
  const file = join(dataDir, `written-${index}`)
  mkdirSync(dataDir, { recursive: true })
  await writeAnsi(file, random)
  const started = await terminals.start({
    ...{ taskId: `drill-${index}`, generation: 1, cwd: dataDir, size },
    // Nothing between the program and its terminal: what it writes is what comes.
    argv: ['/bin/sh', '-c', `stty raw -echo; sleep 1; exec cat ${file}`],
    env: { PATH: process.env['PATH'] ?? '', ...testEnvironment() },
  })
  if (!started.ok) throw new Error(started.error.message)
  const terminal = new headless.Terminal({
    cols: 2,
    rows: 2,
    scrollback: 1_000,
    allowProposedApi: true,
    logLevel: 'off',
  })
  return { session: started.value, written: readFileSync(file), terminal, isWhole: false, outputs: 0, pictures: 0 }
}

function startRelay(dataDir: string, runDir: string, watched: readonly Watched[], faults: string[]) {
  const open = watched.filter(({ exit }) => exit === undefined)
  const seen: readonly Seen[] = open.map(({ session: { id, spawn }, offset, isWhole }) => ({
    id,
    spawn,
    offset: isWhole ? offset : undefined,
  }))
  const words = [join(import.meta.dirname, 'terminal-relay.ts'), dataDir, runDir, JSON.stringify(seen)]
  const relay = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const read = frameReader()
  // One frame after the other, also of the pieces that come while one is drawn.
  let taken = Promise.resolve()
  relay.stdout.on('data', (bytes: Buffer) => {
    relay.stdout.pause()
    taken = taken.then(async () => {
      for (const { kind, channel, body } of read(bytes) ?? []) {
        const one = open[channel]
        if (one !== undefined) await take(one, kind, body, faults)
      }
      relay.stdout.resume()
    })
  })
  return {
    async kill() {
      relay.kill('SIGKILL')
      await once(relay, 'close')
      await taken
    },
  }
}

const write = (terminal: headless.Terminal, bytes: Uint8Array | string) =>
  new Promise<void>((resolve) => terminal.write(bytes, resolve))

async function take(one: Watched, kind: number, body: Buffer, faults: string[]): Promise<void> {
  const { terminal, session, written } = one
  if (kind === frameKinds.output) {
    const [at, bytes] = [body.readDoubleBE(0), body.subarray(8)]
    if (at !== one.offset) faults.push(`${session.id}: bytes at ${at}, and not at ${one.offset}.`)
    if (!bytes.equals(written.subarray(at, at + bytes.length))) faults.push(`${session.id}: other bytes at ${at}.`)
    one.offset = at + bytes.length
    one.outputs += 1
    await write(terminal, bytes)
  } else if (kind === frameKinds.picture) {
    one.offset = body.readDoubleBE(0)
    one.pictures += 1
    terminal.reset()
    terminal.resize(body.readUInt16BE(8), body.readUInt16BE(10))
    one.isWhole = body.readUInt8(12) === 1
    await write(terminal, body.subarray(13))
  } else if (kind === frameKinds.size) terminal.resize(body.readUInt16BE(8), body.readUInt16BE(10))
  else if (kind === frameKinds.over) one.exit = JSON.parse(body.toString()) as ExitRecord
}

async function faultsOf(terminals: Terminals, one: Watched): Promise<readonly string[]> {
  const { session, written, terminal, exit, offset } = one
  const { id } = session
  const faults: string[] = []
  if (exit === undefined || !isClean(exit)) faults.push(`${id}: it ended with ${JSON.stringify(exit)}.`)
  if (offset !== written.length) faults.push(`${id}: seen to ${offset} of ${written.length}.`)
  const pieces: Buffer[] = []
  for await (const piece of terminals.output(id, 0)?.bytes ?? []) pieces.push(piece)
  if (!Buffer.concat(pieces).equals(written)) faults.push(`${id}: its log is not what it wrote.`)
  const whole = new headless.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: 1_000,
    allowProposedApi: true,
  })
  for (let at = 0; at < written.length; at += 65_536) await write(whole, written.subarray(at, at + 65_536))
  const [expected, found] = [whole, terminal].map((which) => stateOf(which, { withHistory: true }))
  for (const key of Object.keys(expected ?? {}) as (keyof typeof expected)[])
    if (JSON.stringify(expected?.[key]) !== JSON.stringify(found?.[key]))
      faults.push(`${id}: another ${key}.${firstDifference(expected?.[key], found?.[key])}`)
  whole.dispose()
  terminal.dispose()
  return faults
}

/** Where two lists of rows begin to differ. */
function firstDifference(expected: unknown, found: unknown): string {
  if (!Array.isArray(expected) || !Array.isArray(found)) return ` ${JSON.stringify([expected, found])}`
  const row = expected.findIndex((one, index) => one !== found[index])
  const column = [...String(expected[row])].findIndex((char, index) => char !== String(found[row])[index])
  const at = (rows: readonly unknown[]) =>
    JSON.stringify(String(rows[row]).slice(Math.max(0, column - 40), column + 40))
  return ` ${expected.length} and ${found.length} rows, from row ${row} on: ${at(expected)}, and not ${at(found)}`
}

const words = ['the', 'agent', 'wrote', '请', 'größer', 'path/to/file.ts', '⚠️', '─────', 'e\u0301', '0123456789']

/** What programs draw with: text that wraps, colours, places, erased and scrolled parts, the other screen, titles, links. */
async function writeAnsi(file: string, random: Random): Promise<void> {
  const out = createWriteStream(file)
  let left = bytesEach
  const at = () => `\u001b[${random.between(1, size.rows)};${random.between(1, size.columns)}H`
  const makers: readonly (() => string)[] = [
    () => `${words[random.between(0, words.length - 1)]} `.repeat(random.between(1, 30)),
    () => '\r\n',
    () => `\u001b[${random.between(0, 9)};${random.between(30, 37)};48;5;${random.between(0, 255)}m`,
    () => `\u001b[0;38;2;${random.between(0, 255)};${random.between(0, 255)};9m`,
    () => '\u001b[0m',
    at,
    () => `${at()}\u001b[K`,
    () =>
      ['\u001b[2J', '\u001b[L', '\u001b[M', '\u001b[4P', '\u001b[6@', '\u001b[9X', '\u001b[3S'][random.between(0, 6)] ??
      '',
    () =>
      [
        '\u001b[?1049h',
        '\u001b[?1049l',
        '\u001b[5;30r',
        '\u001b[r',
        '\u001b7',
        '\u001b8',
        '\u001b[?25l',
        '\u001b[?25h',
      ][random.between(0, 7)] ?? '',
    () =>
      ['\u001b[?2004h', '\u001b[?1003h\u001b[?1006h', '\u001b[?1003l', '\u001b[?1h', '\u001b[?1l'][
        random.between(0, 4)
      ] ?? '',
    () =>
      `\u001b]2;title ${random.between(0, 9)}\u0007\u001b]8;;https://example.com/${random.between(0, 9)}\u001b\\link\u001b]8;;\u001b\\`,
  ]
  while (left > 0) {
    let text = ''
    // Most of it is text.
    while (text.length < 60_000)
      text += makers[random.isLess(0.6) ? random.between(0, 1) : random.between(2, makers.length - 1)]?.()
    const bytes = Buffer.from(text).subarray(0, left)
    left -= bytes.length
    if (!out.write(bytes)) await once(out, 'drain')
  }
  // Nothing is half said at its end.
  out.end('\u0018\u001b[0mend\r\n')
  await once(out, 'close')
}
