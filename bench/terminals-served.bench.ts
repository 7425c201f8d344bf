/**
 * Terminals as a page has them: through the server, over its WebSocket, and drawn in Chromium. A key's echo, the first picture, the rows above
 * it, and a flood, with how long the server's loop stood still. `npm run bench -- terminals-served`, on Linux; from the build. Beside it runs
 * what it is held against (bare-terminal.ts): what that takes in the same run is the machine's. What the supervisor alone takes:
 * terminals.bench.ts.
 */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { WebSocket } from 'ws'
import type { Task } from '../src/core/tasks/task.ts'
import {
  type AttachBytes,
  type AttachNews,
  type AttachOrder,
  readBytesMessage,
  typedMessage,
} from '../src/core/terminals/attach.ts'
import { type BenchmarkTable, rounded } from './benchmark.ts'
import { type EchoTimer, echoTimer, shares } from './echo-timer.ts'
import { launchMeasured, newMeasuredPage, openDevtools } from './measured-page.ts'
import { cpuTimeMs, rssMb, type Server, start, startServer } from './server-process.ts'

const keys = Number(process.env['TCE_BENCH_KEYS'] ?? 500)
const rounds = Number(process.env['TCE_BENCH_ROUNDS'] ?? 100)
const floodLines = Number(process.env['TCE_BENCH_FLOOD_LINES'] ?? 1_450_000)

export async function run(): Promise<readonly BenchmarkTable[]> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-served-'))
  mkdirSync(join(home, 'tce-config'))
  mkdirSync(join(home, 'here'))
  writeFileSync(
    join(home, 'tce-config', 'config.toml'),
    '[backends.sh]\ncommand = ["/bin/sh", "-c", "{prompt}"]\n[defaults]\nbackend = "sh"\n',
  )
  Object.assign(process.env, {
    TCE_RUN_DIR: join(home, 'run'),
    NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'loop-probe.mjs'))}`,
  })
  const server = await probed(home, 'server', () => startServer(home))
  const bare = await probed(home, 'bare', () => start([join(import.meta.dirname, 'bare-terminal.ts')]))
  const world: World = {
    ...{ home, server, bare },
    token: readFileSync(join(home, 'tce-data', 'token'), 'utf8').trim(),
  }
  try {
    await ask(world, 'POST', '/api/projects', { path: join(home, 'here'), name: 'here' })
    const cat = await begin(world, 'stty raw -echo; exec cat')
    const rows = [
      ...(await echo(world, cat)),
      ...(await painted(world, cat)),
      ...(await pictures(world, cat)),
      ...(await flood(world)),
      await deaf(world),
    ]
    const notes = [
      'Everything goes through the server, the built one, beside nothing else of it.',
      'Bare: a terminal, a WebSocket and a page that shows text, in the same run on the same machine.',
      'By itself: without what it waited for a core; its CPU: what its main thread ran in one turn.',
      'Painted: when the browser says that it showed it.',
    ]
    return [{ rows, notes }]
  } finally {
    await ask(world, 'POST', '/api/sessions/stop-all', { confirm: true })
    for (const one of [server, bare]) one.end()
    for (const one of [server, bare]) await one.ended()
    rmSync(home, { recursive: true, force: true })
  }
}

interface Probed extends Server {
  /** Where it says how long its loop stood still. */
  readonly stalls: string
}

async function probed(home: string, name: string, begun: () => Promise<Server>): Promise<Probed> {
  const stalls = join(home, `stalls-${name}`)
  process.env['TCE_BENCH_STALLS'] = stalls
  return { ...(await begun()), stalls }
}

interface World {
  readonly home: string
  readonly server: Probed
  readonly bare: Probed
  readonly token: string
}

async function ask<T>({ server, token }: World, method: string, path: string, body: unknown): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    ...{ method, body: JSON.stringify(body) },
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

const begin = (world: World, prompt: string): Promise<Task> =>
  ask(world, 'POST', '/api/tasks', { project: 'here', prompt, start: 'now' })

interface Look {
  say(order: AttachOrder): void
  type(bytes: Uint8Array): void
  close(): void
}

/** One that draws at once what comes. */
async function look(
  { server, token }: World,
  { id }: Task,
  hear: (news: AttachNews | AttachBytes) => void,
  order: Partial<AttachOrder> = {},
): Promise<Look> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/tasks/${id}/attach`, {
    headers: { Authorization: `Bearer ${token}` },
  })
  let [number, drawn, said] = [0, 0, 0]
  const begun = Promise.withResolvers<void>()
  const say = (one: AttachOrder) => socket.send(JSON.stringify(one))
  socket.on('message', (data: Buffer, isBinary) => {
    const bytes = isBinary ? readBytesMessage(data) : undefined
    const news = bytes ?? (JSON.parse(String(data)) as AttachNews)
    if (bytes !== undefined) {
      drawn += bytes.bytes.length
      if (drawn - said >= 16 * 1024) {
        said = drawn
        say({ type: 'drawn', bytes: drawn })
      }
    }
    if ('type' in news && news.type === 'begin') begun.resolve()
    hear(news)
  })
  await once(socket, 'open')
  say({ type: 'attach', writer: crypto.randomUUID(), ...order } as AttachOrder)
  await begun.promise
  return {
    say,
    type(bytes) {
      number += 1
      socket.send(typedMessage(number, bytes))
    },
    close: () => socket.close(),
  }
}

const isBytes = (news: AttachNews | AttachBytes): news is AttachBytes => 'kind' in news && 'bytes' in news

/** Whoever times a key is told of output alone. */
const ofOutput =
  ({ arrived }: EchoTimer) =>
  (news: AttachNews | AttachBytes): void => {
    if (isBytes(news) && news.kind === 'output') arrived()
  }
const press = (to: Pick<Look, 'type'>) => () => to.type(Buffer.from('x'))

async function lookBare({ bare }: World): Promise<Pick<Look, 'type' | 'close'> & { readonly timer: EchoTimer }> {
  const timer = echoTimer()
  const socket = new WebSocket(`ws://127.0.0.1:${bare.port}`)
  socket.on('message', timer.arrived)
  await once(socket, 'open')
  return { timer, type: (bytes) => socket.send(bytes), close: () => socket.close() }
}

async function echo(world: World, cat: Task) {
  const timer = echoTimer()
  const mine = await look(world, cat, ofOutput(timer))
  const bare = await lookBare(world)
  await sleep(300)
  const [times, floor]: [number[], number[]] = [[], []]
  for (let key = 0; key < keys; key += 1) {
    times.push(await timer.time(press(mine)))
    await sleep(10)
    floor.push(await bare.timer.time(press(bare)))
    await sleep(10)
  }
  mine.close()
  bare.close()
  return [
    { what: 'echo of cat at the socket', ...shares(times), asked: 'p50 ≤ 4 ms' },
    { what: '– bare', ...shares(floor) },
  ]
}

/**
 * In the page: a drawing of either kind after a key, and when the browser showed the frame of that. A mark that is drawn with it comes with
 * it, and the browser says of each when it was shown.
 */
const notePaints = `
  const note = { times: [], pressedMs: 0 }
  globalThis.note = note
  const marked = new Map()
  let [marks, mark] = [0, undefined]
  new PerformanceObserver((list) => {
    for (const { identifier, renderTime } of list.getEntries()) {
      note.times.push(renderTime - marked.get(identifier))
      marked.delete(identifier)
    }
  }).observe({ type: 'element', buffered: true })
  const drawn = () => {
    if (note.pressedMs === 0) return
    mark?.remove()
    mark = document.createElement('p')
    marks += 1
    mark.setAttribute('elementtiming', 'mark-' + marks)
    marked.set('mark-' + marks, note.pressedMs)
    Object.assign(mark.style, { position: 'fixed', top: 0, left: 0, margin: 0, zIndex: 9999 })
    mark.textContent = String(marks)
    note.pressedMs = 0
    document.body.append(mark)
  }
  addEventListener('keydown', ({ timeStamp }) => { note.pressedMs = timeStamp }, { capture: true })
  const { prototype } = WebGL2RenderingContext
  const draw = prototype.drawElementsInstanced
  prototype.drawElementsInstanced = function (...given) {
    drawn()
    return draw.apply(this, given)
  }
  new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.closest?.('.trows, pre') != null)) drawn()
  }).observe(document, { subtree: true, childList: true })
`

/** From the key, as the browser tells it, to when it shows the first drawing of it. */
async function painted(world: World, cat: Task) {
  const browser = await launchMeasured()
  try {
    const [page, bare] = [await newMeasuredPage(browser), await newMeasuredPage(browser)]
    for (const one of [page, bare]) await one.addInitScript(notePaints)
    const { url } = await ask<{ url: string }>(world, 'POST', '/api/session/link', {})
    await page.goto(url.replace('127.0.0.1', 'localhost'))
    // What the server drew is there before anybody is signed in.
    await page.waitForFunction(() => localStorage.getItem('tce-csrf') !== null)
    await page.goto(`http://localhost:${world.server.port}/tasks/${cat.id}`)
    await page.getByText(/your keys go in/).waitFor()
    await page.locator('.xterm-helper-textarea').focus()
    await sleep(1_000)
    const times = await pressIn(page)
    const by = await page.locator('.termp').getAttribute('data-drawn-by')
    await page.close()
    await bare.goto(`http://127.0.0.1:${world.bare.port}`)
    await bare.getByText('ready').waitFor()
    const floor = await pressIn(bare)
    return [
      {
        what: `echo painted in Chromium, by ${by === 'webgl' ? 'WebGL' : 'rows'}`,
        ...times,
        asked: 'p50 ≤ 25, p99 ≤ 60 ms',
      },
      { what: '– bare, painted', ...floor },
    ]
  } finally {
    await browser.close()
  }
}

async function pressIn(page: Page) {
  const devtools = await openDevtools(page)
  const pageMs = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  }
  const beforeMs = await pageMs()
  for (let key = 0; key < keys / 2; key += 1) {
    await page.keyboard.press('x')
    await sleep(30)
  }
  await sleep(200)
  const times = await page.evaluate(() => (globalThis as unknown as { note: { times: number[] } }).note.times)
  return { ...shares(times), 'page’s CPU a key, ms': rounded(((await pageMs()) - beforeMs) / (keys / 2)) }
}

async function pictures(world: World, cat: Task) {
  const text = `for i in $(seq 1 1200); do printf '\\033[3%dm%4d \\033[0;1msome bold text\\033[0m and \\033[38;2;9;99;199mtrue colour\\033[0m up to here, more or less, as agents write it\\r\\n' $((i % 8)) $i; done; exec cat`
  const long = await begin(world, text)
  await sleep(2_000)
  const timer = echoTimer()
  const beside = await look(world, cat, ofOutput(timer))
  const bare = await lookBare(world)
  const [screens, histories, echoes, floor]: [number[], number[], number[], number[]] = [[], [], [], []]
  let slices = 0
  let isOver = false
  const programs = [world.server, supervisorOf(world)]
  for (const one of programs) await stallsOf(one)
  const typing = (async () => {
    while (!isOver) {
      echoes.push(await timer.time(press(beside)))
      floor.push(await bare.timer.time(press(bare)))
      await sleep(3)
    }
  })()
  for (let round = 0; round < rounds; round += 1) {
    const beganMs = performance.now()
    const whole = Promise.withResolvers<void>()
    const mine = await look(
      world,
      long,
      (news) => {
        if (isBytes(news) && news.kind === 'slice') slices += 1
        if (!isBytes(news) || news.kind !== 'picture') return
        ;(news.hasHistory ? histories : screens).push(performance.now() - beganMs)
        if (news.hasHistory) whole.resolve()
      },
      { history: true, slices: true },
    )
    await whole.promise
    mine.close()
    await sleep(10)
  }
  isOver = true
  await typing
  beside.close()
  bare.close()
  const [ofServer, ofSupervisor] = [await stallsOf(world.server), await stallsOf(supervisorOf(world))]
  return [
    { what: 'attach: the visible screen', ...shares(screens), asked: 'p95 ≤ 60 ms' },
    {
      what: `attach: 1,000 rows above it, ${rounded(slices / rounds, 0)} slices`,
      ...shares(histories),
      asked: 'p95 ≤ 400 ms',
    },
    {
      what: 'a key’s echo meanwhile',
      ...shares(echoes),
      'longest, ms': rounded(Math.max(...echoes)),
      asked: 'longest ≤ 20 ms',
    },
    { what: '– bare, meanwhile', ...shares(floor), 'longest, ms': rounded(Math.max(...floor)) },
    { what: '– the server’s loop meanwhile', ...ofServer },
    { what: '– the supervisor’s loop meanwhile', ...ofSupervisor },
  ]
}

async function flood(world: World) {
  const { home, server, bare } = world
  const file = join(home, 'flood')
  const line = 'The quick brown fox jumps over the lazy dog, and \u001b[32mso on\u001b[0m.\r\n'
  writeFileSync(file, `${line.repeat(floodLines)}END`)
  const bytes = readFileSync(file).length
  const task = await begin(world, `stty raw -echo; sleep 0.7; cat ${file}; exec cat`)
  const end = Promise.withResolvers<void>()
  let got = 0
  for (const one of [server, bare]) await stallsOf(one)
  const cpuMs = cpuTimeMs(server)
  const mine = await look(world, task, (news) => {
    if (!isBytes(news)) return
    got += news.bytes.length
    if (Buffer.from(news.bytes).includes('END')) end.resolve()
  })
  const beganMs = performance.now()
  await end.promise
  const seconds = (performance.now() - beganMs) / 1000
  const [stalls, floor] = [await stallsOf(server), await stallsOf(bare)]
  mine.close()
  return [
    {
      what: `cat of ${rounded(bytes / 1e6, 0)} MB, seen to its end`,
      seconds: rounded(seconds, 1),
      'seen byte by byte, %': rounded((100 * got) / bytes, 0),
      'server CPU, s': rounded((cpuTimeMs(server) - cpuMs) / 1000, 2),
      ...stalls,
      asked: 'the server’s loop, by itself ≤ 20 ms',
    },
    { what: '– bare, which rests meanwhile', ...floor },
  ]
}

/** One that attaches and never reads again: what the server keeps for it. */
async function deaf(world: World) {
  const { server } = world
  const task = await begin(world, 'sleep 1; exec yes "a line of some length, as many of them as there can be"')
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/tasks/${task.id}/attach`, {
    headers: { Authorization: `Bearer ${world.token}` },
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'attach', writer: crypto.randomUUID(), history: true }))
  await sleep(500)
  socket.pause()
  await sleep(2_000)
  await stallsOf(server)
  const [cpuMs, mb] = [cpuTimeMs(server), rssMb(server)]
  const seconds = 10
  await sleep(seconds * 1_000)
  const figures = {
    'server CPU, s': rounded((cpuTimeMs(server) - cpuMs) / 1000, 2),
    'RSS grew, MB': rssMb(server) - mb,
    ...(await stallsOf(server)),
  }
  socket.terminate()
  await ask(world, 'POST', `/api/tasks/${task.id}/stop`, {})
  return { what: `${seconds} s of yes, one looks and never reads`, ...figures, asked: 'RSS + 4 MB at most' }
}

/** Started by the server, it says it in the same place. */
function supervisorOf({ home, server: { stalls } }: World): Pick<Probed, 'pid' | 'stalls'> {
  const dir = join(home, 'run')
  const [pid = 0] = readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .map((name) => (JSON.parse(readFileSync(join(dir, name), 'utf8')) as { pid: number }).pid)
  return { pid, stalls }
}

/** loop-probe.mjs */
interface Stalls {
  readonly longestMs: number
  readonly ownMs: number
  readonly cpuMs: number
}

/** How long its loop stood still, since it was asked last. */
async function stallsOf({ pid, stalls }: Pick<Probed, 'pid' | 'stalls'>) {
  rmSync(stalls, { force: true })
  process.kill(pid, 'SIGUSR2')
  for (let waited = 0; waited < 2_000; waited += 20) {
    await sleep(20)
    try {
      const { longestMs, ownMs, cpuMs } = JSON.parse(readFileSync(stalls, 'utf8')) as Stalls
      return {
        'longest, ms': rounded(longestMs, 1),
        'by itself, ms': rounded(ownMs, 1),
        'its CPU, ms': rounded(cpuMs, 1),
      }
    } catch {
      // Not yet.
    }
  }
  throw new Error('It did not say how long its loop stood still.')
}
