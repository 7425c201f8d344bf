/** A real program is asked on its stdin. */
import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { askProgram } from '../../src/control/ask-program.ts'

const ask = (script: string, more: object = {}) =>
  askProgram({
    ...{ program: process.execPath, arguments: ['-e', script], input: 'ping', folder: tmpdir(), env: process.env },
    ...more,
  })

it('answers what it prints, having read all that it was given', async () => {
  const echo = 'process.stdin.pipe(process.stdout)'
  expect(await ask(echo)).toEqual({ ok: true, value: 'ping' })
})

it('that does not answer in time, is not there, or says too much, is an answer too, and is ended', async () => {
  expect(await ask('setInterval(() => 0, 1000)', { withinMs: 100 })).toEqual({
    ok: false,
    error: 'it did not answer within 0.1 s',
  })
  expect(await ask('', { program: '/nowhere/claude' })).toMatchObject({
    ok: false,
    error: expect.stringMatching(/PATH/),
  })
  expect(await ask('setInterval(() => console.log("x".repeat(100000)), 0)')).toMatchObject({ ok: false })
})

it('that ends without reading is no crash of ours', async () => {
  expect(await ask('process.exit(3)', { input: 'x'.repeat(1_000_000) })).toEqual({ ok: true, value: '' })
})
