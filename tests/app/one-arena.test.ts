/** A real program that begins once more. */
import { execFile } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'

const module = pathToFileURL(fileURLToPath(new URL('../../src/app/one-arena.ts', import.meta.url))).href
const code = `
import { readFileSync } from 'node:fs'
import { takeOneArena } from '${module}'
takeOneArena()
const begunWith = readFileSync('/proc/self/environ', 'utf8').split('\\0').find((one) => one.startsWith('MALLOC_ARENA_MAX'))
const handsOn = Object.keys(process.env).filter((name) => /ARENA/.test(name))
console.log(JSON.stringify({ pid: process.pid, begunWith, handsOn }))
`

function runIt(env: NodeJS.ProcessEnv): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ['--input-type=module', '-e', code], { env }, (error, out) => {
      if (error !== null) return reject(error)
      const { pid, ...seen } = JSON.parse(out)
      resolve({ isSamePid: pid === child.pid, ...seen })
    })
  })
}

describe.runIf(process.platform === 'linux')('a program that serves', () => {
  it('begins once more as the same process with one heap of C, and hands nothing of that on to what it starts', async () => {
    expect(await runIt({})).toEqual({ isSamePid: true, begunWith: 'MALLOC_ARENA_MAX=1', handsOn: [] })
  })

  it('leaves alone what its user chose', async () => {
    const chosen = { isSamePid: true, begunWith: 'MALLOC_ARENA_MAX=4', handsOn: ['MALLOC_ARENA_MAX'] }
    expect(await runIt({ MALLOC_ARENA_MAX: '4' })).toEqual(chosen)
  })
})
