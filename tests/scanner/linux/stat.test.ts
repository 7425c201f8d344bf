import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStat, programName, runStateOf, terminalName } from '../../../src/scanner/linux/stat.ts'

/** Recorded from Linux, the name replaced. */
const line = (name: string, state = 'S') =>
  `11263 (${name}) ${state} 11200 11263 11200 34819 11263 4194304 41200 0 12 0 412 96 0 0 20 0 14 0 67281 74213412864 61386 18446744073709551615 4294967296 4301234567 140721953254112 0 0 0 0 16781312 134235656 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n`

describe('a line of /proc/<pid>/stat', () => {
  it('tells who it is, whose child, since when, on which terminal, and what it used', () => {
    expect(parseStat(line('claude'))).toEqual({
      pid: 11263,
      ppid: 11200,
      name: 'claude',
      state: 'sleeping',
      tty: 'pts/3',
      hasImage: true,
      cpuTicks: 412 + 96,
      start: '67281',
      rssPages: 61386,
      imageMark: '4294967296 140721953254112',
    })
  })

  it.each(['my tool', 'a (b) c', ') R 1 (', 'x)', '((', 'näme', ''])(
    'keeps the name %j apart from the fields',
    (name) => {
      expect(parseStat(line(name))).toMatchObject({ name, pid: 11263, ppid: 11200, start: '67281' })
    },
  )

  it('knows a process without a program: a kernel thread, or one that ends', () => {
    expect(parseStat(line('kworker/0:1').replace(' 4294967296 ', ' 0 '))?.hasImage).toBe(false)
    expect(parseStat(line('of somebody else').replace(' 4294967296 ', ' 1 '))?.hasImage).toBe(true)
  })

  it('calls Node.js by its program, where the kernel has only the name of its main thread', () => {
    expect(programName('MainThread', '/usr/bin/node')).toBe('node')
    expect(programName('MainThread', undefined)).toBe('MainThread')
    expect(programName('npm exec', '/usr/bin/node')).toBe('npm exec')
  })

  it('is nothing when cut off before the start time', () => {
    expect(parseStat(line('claude').slice(0, 60))).toBeUndefined()
    expect(parseStat('')).toBeUndefined()
    expect(parseStat('no process here')).toBeUndefined()
  })

  it('never throws, and never makes up an identity', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const stat = parseStat(text)
        expect(stat === undefined || /^\d+$/.test(stat.start)).toBe(true)
      }),
    )
  })
})

describe('the state letter', () => {
  it.each([
    ['R', 'running'],
    ['S', 'sleeping'],
    ['D', 'sleeping'],
    ['I', 'sleeping'],
    ['T', 'stopped'],
    ['t', 'sleeping'],
    ['Z', 'zombie'],
    ['X', 'unknown'],
    ['', 'unknown'],
  ])('%j means %s', (letter, state) => expect(runStateOf(letter)).toBe(state))
})

describe('the terminal number', () => {
  it.each([
    [34816, 'pts/0'],
    [34819, 'pts/3'],
    [136 * 256 + 255, 'pts/255'],
    [137 * 256, 'pts/256'],
    [(136 << 8) | 5 | (1 << 20), 'pts/261'],
    [1025, 'tty1'],
    [1024 + 64, 'ttyS0'],
    [0, undefined],
    [229 * 256, undefined],
  ])('%d is %s', (number, name) => expect(terminalName(number)).toBe(name))
})
