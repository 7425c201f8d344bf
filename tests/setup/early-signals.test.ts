/** Told to end in its first moments, a starter leaves nothing of what it started. Real processes, each in a home of its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { earlyMoments, signalAtSpawn, startInHome } from '../tools/early-signals.ts'
import { processesWithHome } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'
import { bringNode, linkPackages, makeClone, makeOldClone, writeProgram } from './clone.ts'

const lasting = 'exec sleep 600\n'

describe.runIf(process.platform === 'linux')('told to end in its first moments', () => {
  it.each(earlyMoments)('tce leaves no other Node.js when $signal comes right $when it is started', async (moment) => {
    const clone = makeOldClone(`tce ${moment.signal} ${moment.when}`)
    writeProgram(clone, '')
    bringNode(clone, lasting)
    const env = signalAtSpawn(clone, moment)
    const starter = startInHome(clone, process.execPath, ['bin/tce.js', 'run'], env)
    expect(await starter.ended).toBe(moment.signal)
    expect(processesWithHome(starter.home)).toEqual([])
  })

  it.each(earlyMoments)(
    'the set-up leaves no compiler when $signal comes right $when it is started',
    async (moment) => {
      const clone = makeClone(`setup ${moment.signal} ${moment.when}`)
      linkPackages(clone)
      const env = signalAtSpawn(clone, moment)
      const setup = startInHome(clone, process.execPath, ['scripts/setup.mjs'], env)
      expect(await setup.ended).toBe(moment.signal)
      expect(processesWithHome(setup.home)).toEqual([])
    },
  )

  it('tce leaves nothing, whenever SIGTERM comes', async () => {
    const clone = makeOldClone('tce at any time')
    writeProgram(clone, '')
    bringNode(clone, lasting)
    for (let afterMs = 0; afterMs <= 120; afterMs += 4) {
      const starter = startInHome(clone, process.execPath, ['bin/tce.js', 'run'])
      await sleep(afterMs)
      starter.signal('SIGTERM')
      expect(await starter.ended, `after ${afterMs} ms`).toBe('SIGTERM')
      expect(processesWithHome(starter.home), `after ${afterMs} ms`).toEqual([])
    }
  })

  it('npm run leaves nothing, whenever the shell that npm made for it ends', async () => {
    const clone = makeClone('npm at any time')
    writeProgram(clone, 'setInterval(() => {}, 1000)\n')
    // As npm does: it tells the shell to end, and the shell ends without a word to what it runs.
    const script = `"${process.execPath}" scripts/run.mjs bin/tce.js run; exit $?`
    for (let afterMs = 0; afterMs <= 90; afterMs += 6) {
      const shell = startInHome(clone, '/bin/sh', ['-c', script], { npm_lifecycle_event: 'start' })
      await sleep(afterMs)
      shell.signal('SIGTERM')
      expect(await shell.ended, `after ${afterMs} ms`).toBe('SIGTERM')
      await waitFor('the end of what npm ran', () => processesWithHome(shell.home).length === 0)
    }
  })
})
