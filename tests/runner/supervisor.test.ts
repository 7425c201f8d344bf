/** A supervisor as the program starts it: real programs in its terminals, and who looks at them. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitInWords, isClean } from '../../src/core/terminals/session.ts'
import { identify, isRunning } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'
import { seen, size, terminalsHere } from './terminals-here.ts'

const { terminals, run, attach, dataDir } = terminalsHere()

const endOf = (id: string) =>
  waitFor(`the end of ${id}`, async () => (await terminals.list()).sessions.find((one) => one.id === id)?.exit)

describe('a program in a terminal of ours', () => {
  it('is the child of a supervisor that nobody started, with marks by which all it starts is known', async () => {
    const session = await run('echo "$TERM $COLORTERM <$TCE_TASK_ID> <$TCE_SPAWN>"; stty size; exec cat')
    const look = await attach(session.id)
    await expect.poll(() => look.text()).toBe(`xterm-256color truecolor <${session.taskId}> <${session.spawn}>\n24 80`)
    const { pid = 0, start } = session.process ?? {}
    expect(identify(pid)).toMatchObject({ pid, start, ppid: session.supervisor.pid })
    const supervisor = identify(session.supervisor.pid)
    expect(supervisor?.ppid).not.toBe(process.pid)
    // A session of its own: no terminal whose end it would hear of.
    const stat = readFileSync(`/proc/${session.supervisor.pid}/stat`, 'latin1').split(') ')[1]?.split(' ')
    expect(stat?.[4]).toBe('0')
    look.close()
    expect(await terminals.end(session.id)).toMatchObject({
      ok: true,
      value: { sent: ['SIGTERM'], left: [], exit: { isObserved: true, signal: 15 } },
    })
  })

  it('is clean when it was seen to end with 0 and without a signal, and not otherwise', async () => {
    const [zero, seven, killed] = await Promise.all([run('exit 0'), run('exit 7'), run('kill -9 $$')])
    const exits = await Promise.all([endOf(zero.id), endOf(seven.id), endOf(killed.id)])
    expect(exits.map(exitInWords)).toEqual(['ended with 0', 'ended with 7', 'ended by signal 9'])
    expect(exits.map(isClean)).toEqual([true, false, false])
  })

  it('is not started where there is nothing to start, nor twice under one name', async () => {
    const kind = async (more: object) => {
      const started = await terminals.start({
        ...{ taskId: 'wrong', generation: 1, argv: ['/bin/sh'], cwd: dataDir, env: {}, size },
        ...more,
      })
      return started.ok ? 'started' : started.error.kind
    }
    expect(await kind({ argv: ['/nowhere/claude'] })).toBe('no-program')
    expect(await kind({ argv: ['sh'], env: { PATH: '/nowhere:' } })).toBe('no-program')
    expect(await kind({ cwd: join(dataDir, 'gone') })).toBe('no-folder')
    expect(await kind({ taskId: '../up' })).toBe('wrong')
    expect(await kind({ size: { columns: 0, rows: 24 } })).toBe('unknown')
    expect(await kind({ argv: ['true'], env: { PATH: '/usr/bin:/bin' } })).toBe('started')
    expect(await kind({})).toBe('exists')
    expect(readdirSync(join(dataDir, 'terminals')).filter((name) => name.startsWith('wrong'))).toEqual(['wrong.1'])
  })

  it('is ended with all it started, however deaf or far away that is', async () => {
    const session = await run(
      `trap '' TERM HUP; setsid sleep 300 & (trap '' TERM; exec sleep 301) & echo ready; while :; do sleep 0.1; done`,
    )
    const look = await attach(session.id)
    await expect.poll(() => look.text()).toBe('ready')
    const report = await terminals.end(session.id, { graceMs: 200 })
    expect(report).toMatchObject({ ok: true, value: { sent: ['SIGTERM', 'SIGKILL'], left: [], exit: { signal: 9 } } })
    const swept = report.ok ? report.value.swept : []
    expect(swept.length).toBeGreaterThan(0)
    expect(swept.filter(isRunning)).toEqual([])
    expect(await look.over).toMatchObject({ signal: 9 })
  })

  it('may leave by its own keys', async () => {
    const session = await run('read line; echo "bye $line"; exit 0')
    const report = await terminals.end(session.id, { exitKeys: Buffer.from('now\r') })
    expect(report).toMatchObject({ ok: true, value: { sent: ['keys'], exit: { code: 0, signal: 0 } } })
    expect((await terminals.lastScreen(session.id))?.text).toContain('bye now')
  })
})

describe('whoever looks', () => {
  it('types, is told that it arrived, and its number arrives once', async () => {
    const session = await run('stty -echo; echo ready; exec cat')
    const look = await attach(session.id, { writer: 'me' })
    await expect.poll(() => look.text()).toBe('ready')
    expect(await look.type(Buffer.from('one\r'), 1)).toEqual({ ok: true, value: undefined })
    await look.type(Buffer.from('one again\r'), 1)
    await look.type(Buffer.from('two\r'), 2)
    await expect.poll(() => look.text()).toBe('ready\none\ntwo')
    look.close()
    const again = await attach(session.id, { writer: 'me' })
    expect(again.lastTyped).toBe(2)
    expect((await attach(session.id)).lastTyped).toBe(0)
    await terminals.end(session.id)
    expect(await again.type(Buffer.from('x'))).toMatchObject({ ok: false, error: { kind: 'ended' } })
  })

  it('never answers for the terminal: one answer comes, from the supervisor', async () => {
    const session = await run(
      `stty raw -echo; printf '\\033[c\\033]11;?\\033\\\\'; dd bs=1 count=31 2>/dev/null | od -An -c; exec cat`,
    )
    const look = await attach(session.id)
    // What its own terminal says, as if it were typed.
    await look.type(Buffer.from('\u001b[?62;4c\u001b[24;80R\u001b]11;rgb:ffff/ffff/ffff\u0007\u001b[0n'))
    await expect.poll(() => look.text()).toMatch(/033 +\[ +\? +1 +; +2 +c +033 +\] +1 +1 +; +r +g +b +:/)
    expect(await look.text()).not.toMatch(/6 +2/)
    look.close()
    await terminals.end(session.id)
  })

  it('has the size if it typed last or took it; who only looks never resizes, and sees what it is', async () => {
    const session = await run(`trap 'stty size' WINCH; echo ready; while :; do read line; done`)
    const [first, second] = [await attach(session.id), await attach(session.id)]
    await expect.poll(() => first.text()).toBe('ready')
    first.size({ columns: 100, rows: 30 })
    second.size({ columns: 40, rows: 10 })
    await first.type(Buffer.from('\r'))
    await expect.poll(() => second.text()).toContain('30 100')
    expect([second.terminal.cols, second.terminal.rows]).toEqual([100, 30])
    second.size({ columns: 50, rows: 12 })
    second.size({ columns: 50, rows: 12 }, true)
    await expect.poll(() => first.text()).toContain('12 50')
    expect(first.terminal.cols).toBe(50)
    first.size({ columns: 90, rows: 20 })
    second.close()
    const later = await attach(session.id)
    await expect.poll(() => later.text()).toContain('12 50')
    expect(later.terminal.cols).toBe(50)
    await terminals.end(session.id)
  })

  it('comes back to where it was and gets what it missed; from too long ago a picture', async () => {
    const session = await run(`stty -echo; while read n; do seq 1 "$n"; done`)
    const look = await attach(session.id)
    await look.type(Buffer.from('10\r'))
    await expect.poll(() => look.text()).toMatch(/\n10$/)
    const have = { spawn: session.spawn, offset: look.offset }
    look.close()
    const other = await attach(session.id)
    await other.type(Buffer.from('20\r'))
    const again = await attach(session.id, { have })
    await expect.poll(() => again.text()).toMatch(/19\n20$/)
    expect([again.pictures, again.faults]).toEqual([0, []])
    await other.type(Buffer.from('200000\r'))
    await expect.poll(() => other.text()).toMatch(/\n200000$/)
    const late = await attach(session.id, { have })
    await expect.poll(() => late.text()).toMatch(/\n200000$/)
    expect([late.pictures, late.faults]).toEqual([1, []])
    const stranger = await attach(session.id, { have: { spawn: 'another', offset: have.offset } })
    await expect.poll(() => stranger.text()).toMatch(/\n200000$/)
    expect(stranger.pictures).toBe(1)
    await terminals.end(session.id)
  })

  it('gets the rows above the screen after the screen, while the program writes on', async () => {
    const session = await run(`seq -f %079g 3000; while :; do sleep 0.01; echo more; done`)
    await expect
      .poll(async () => (await terminals.list()).sessions.find(({ id }) => id === session.id)?.offset)
      .toBeGreaterThan(3_000 * 81)
    const look = await attach(session.id, { history: true })
    await expect.poll(() => look.pictures).toBe(2)
    await look.text()
    const { active } = look.terminal.buffer
    const rows = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true))
    expect(rows.length).toBeGreaterThan(1_000)
    const numbers = rows.filter((row) => row !== 'more' && row !== '').map(Number)
    expect(numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1)).toBe(true)
    expect(numbers.at(-1)).toBe(3000)
    expect(look.faults).toEqual([])
    // In slices, for who wants that: the next is drawn when it took those before, and what comes meanwhile comes between them.
    const [came, room] = [[] as string[], Promise.withResolvers<void>()]
    let above = ''
    const sliced = await terminals.attach(
      session.id,
      {
        output: () => void came.push('output'),
        picture: ({ bytes, hasHistory }) => void came.push(hasHistory ? `whole ${bytes.length}` : 'screen'),
        slice({ bytes, isFirst }) {
          above = (isFirst ? '' : above) + bytes
          came.push('slice')
          return room.promise
        },
        resized: () => undefined,
        over: () => undefined,
      },
      { history: true },
    )
    await expect.poll(() => came.lastIndexOf('output')).toBeGreaterThan(came.indexOf('slice') + 5)
    expect(came.indexOf('slice')).toBeGreaterThan(came.indexOf('screen'))
    expect(came.filter((one) => one === 'slice').length).toBeLessThan(5)
    room.resolve()
    await expect.poll(() => came).toContain('whole 0')
    expect(above).toMatch(/2999\r\n.*3000\r\n.*more/s)
    if (sliced.ok) sliced.value.close()
    await terminals.end(session.id)
  })

  it('who reads nothing keeps nobody waiting, and sees the end all the same when it reads on', async () => {
    const session = await run(
      `sleep 0.2; head -c 8000000 /dev/zero | tr '\\0' x | fold -w 79; echo; echo done; exec cat`,
    )
    const held = Promise.withResolvers<void>()
    let got = 0
    let last = ''
    const deaf = await terminals.attach(session.id, {
      output: (bytes) => {
        got += bytes.length
        last = bytes.toString()
        return held.promise
      },
      picture: ({ bytes }) => {
        last = bytes.toString()
      },
      resized: () => undefined,
      over: () => undefined,
    })
    const look = await attach(session.id)
    await expect.poll(() => look.text()).toMatch(/\ndone$/)
    expect(look.faults).toEqual([])
    expect(got).toBeLessThan(400_000)
    held.resolve()
    await expect.poll(() => last).toContain('done')
    if (deaf.ok) deaf.value.close()
    await terminals.end(session.id)
  })
})

describe('what is kept', () => {
  it('is all it wrote, byte for byte, its last screen, and how it ended; until it is forgotten', async () => {
    const session = await run(`seq 1 60000; printf '\\033[31mred\\033[m end'; exit 3`)
    await endOf(session.id)
    const kept = await waitFor('its last screen', () => terminals.lastScreen(session.id))
    expect(kept.text).toContain('59999')
    expect(kept.text).toMatch(/\[0;31mred.* end/)
    const output = terminals.output(session.id, 0)
    const pieces: Buffer[] = []
    for await (const piece of output?.bytes ?? []) pieces.push(piece)
    const all = Buffer.concat(pieces).toString()
    expect(all.length).toBe(kept.offset)
    expect(all.split('\r\n').slice(0, 60_000)).toEqual(Array.from({ length: 60_000 }, (_, index) => String(index + 1)))
    for (const name of readdirSync(join(dataDir, 'terminals', session.id)))
      expect(statSync(join(dataDir, 'terminals', session.id, name)).mode & 0o077, name).toBe(0)
    expect(await terminals.attach(session.id, { output() {}, picture() {}, resized() {}, over() {} })).toMatchObject({
      error: { kind: 'ended' },
    })
    expect(await terminals.forget(session.id)).toBe(true)
    expect(await terminals.lastScreen(session.id)).toBeUndefined()
    expect((await terminals.list()).sessions.some(({ id }) => id === session.id)).toBe(false)
    const running = await run('exec cat')
    expect(await terminals.forget(running.id)).toBe(false)
    await terminals.end(running.id)
  })

  it('tells that and how each ended to whoever listens', async () => {
    const heard: string[] = []
    const leave = terminals.onChange((change) => {
      if (change.kind !== 'line-lost') heard.push(`${change.kind} ${change.session.id}`)
    })
    const session = await run('exit 0')
    await expect.poll(() => heard).toEqual([`started ${session.id}`, `ended ${session.id}`])
    leave()
  })
})

it('a terminal is seen by several at once, each in its own time', async () => {
  const session = await run('for i in 1 2 3; do echo $i; sleep 0.05; done; exit 0')
  const looks = await Promise.all(Array.from({ length: 8 }, () => seen(terminals, session.id)))
  expect((await Promise.all(looks.map(({ over }) => over))).every(isClean)).toBe(true)
  for (const look of looks) expect([await look.text(), look.faults]).toEqual(['1\n2\n3', []])
})
