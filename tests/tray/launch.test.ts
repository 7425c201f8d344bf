import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { runTray, trayArguments } from '../../src/tray/launch.ts'
import { earlyMoments, signalAtSpawn, startInHome } from '../tools/early-signals.ts'
import { processesWithHome } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'

const dir = mkdtempSync(join(tmpdir(), 'tce launch-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('running it', () => {
  const program = (name: string, script: string) => {
    const path = join(dir, name)
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    return path
  }
  const main = join(dir, 'tray.js')

  it('hands over the options and how TCE was started, and never ELECTRON_RUN_AS_NODE', async () => {
    const seen = join(dir, 'seen')
    const electron = program('electron', `echo "$*|\${ELECTRON_RUN_AS_NODE-unset}|$TCE_START_COMMAND" > "${seen}"`)
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    expect(await runTray(electron, { port: 5112, isTokenRequired: true }, { env, main })).toEqual({
      kind: 'ended',
      exitCode: 0,
    })
    const [args, asNode, start] = readFileSync(seen, 'utf8').trim().split('|')
    expect([args, asNode]).toEqual([`${main} --port=5112 --require-token`, 'unset'])
    expect(JSON.parse(start ?? '')).toEqual([process.execPath, process.argv[1], 'run'])
  })

  it('passes on what we say ourselves, and tells a start that failed from an end', async () => {
    expect(await runTray(program('e1', 'exit 1'), {}, { main })).toEqual({ kind: 'ended', exitCode: 1 })
    expect(await runTray(program('e127', 'exit 127'), {}, { main })).toEqual({
      kind: 'failed',
      why: 'it ended with exit code 127',
    })
    expect(await runTray(program('trap', 'kill -TRAP $$'), {}, { main })).toEqual({
      kind: 'failed',
      why: 'it ended with SIGTRAP',
    })
    expect(await runTray(join(dir, 'nowhere'), {}, { main })).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('ENOENT'),
    })
  })

  it.runIf(process.platform === 'linux').each(earlyMoments)(
    'ends with it when $signal comes right $when it is started',
    async (moment) => {
      const folder = mkdtempSync(join(dir, 'early-'))
      const electron = program('lasting', 'exec sleep 600')
      const launch = pathToFileURL(join(import.meta.dirname, '../../src/tray/launch.ts')).href
      const source = `const { runTray } = await import('${launch}')
        const end = await runTray('${electron}', {}, { main: '${main}' })
        process.exitCode = end.kind === 'ended' ? 7 : 8`
      const args = ['--input-type=module', '--eval', source]
      const starter = startInHome(folder, process.execPath, args, signalAtSpawn(folder, moment))
      expect(await starter.ended).toBe(7)
      expect(processesWithHome(starter.home)).toEqual([])
    },
  )

  it('ends it when it is told to, however early', async () => {
    const stop = new AbortController()
    const waiting = runTray(
      program('waits', `trap 'exit 0' TERM; touch "${dir}/up"; while :; do sleep 0.05; done`),
      {},
      { main, stop: stop.signal },
    )
    await waitFor('it to be up', () => existsSync(join(dir, 'up')))
    stop.abort()
    expect(await waiting).toEqual({ kind: 'ended', exitCode: 0 })
    const atOnce = await runTray(program('waits2', 'exec sleep 60'), {}, { main, stop: AbortSignal.abort() })
    expect(atOnce).toEqual({ kind: 'ended', exitCode: 1 })
  })

  it('gives no argument for what was not asked', () => {
    expect(trayArguments({})).toEqual([])
    expect(trayArguments({ host: '::1', isRemoteAllowed: true, isTokenRequired: false })).toEqual([
      '--host=::1',
      '--allow-remote',
    ])
  })
})
