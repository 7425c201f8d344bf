import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunCommand } from '../../../src/scanner/command-output.ts'
import { parseLsof } from '../../../src/scanner/darwin/lsof.ts'
import { createDarwinProcessTable } from '../../../src/scanner/darwin/process-table.ts'
import { parseCpuTimeMs, parsePs, toLstart } from '../../../src/scanner/darwin/ps.ts'
import type { ListedProcess } from '../../../src/scanner/ps-list.ts'
import { toListed } from '../../../src/scanner/ps-list.ts'

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../fixtures/processes-darwin', name), 'utf8')

describe('ps on macOS', () => {
  const rows = parsePs(fixture('ps.txt'))

  it('tells state, terminal, memory, CPU time and the start as the registry writes it', () => {
    expect(rows.find(({ pid }) => pid === 40211)).toEqual({
      pid: 40211,
      ppid: 40180,
      uid: 501,
      state: 'sleeping',
      tty: 'ttys001',
      rssBytes: 319_735 * 1024,
      cpuTimeMs: 41_270,
      start: 'Tue Sep 15 08:13:19 2026',
      startedAtMs: Date.UTC(2026, 8, 15, 8, 13, 19),
    })
  })

  it('keeps the two spaces before a day of one digit: they belong to the identity', () => {
    expect(rows[0]?.start).toBe('Sat Sep  5 06:00:01 2026')
  })

  it('knows suspended and defunct, and no terminal from ??', () => {
    expect(rows.find(({ pid }) => pid === 40333)?.state).toBe('stopped')
    expect(rows.find(({ pid }) => pid === 40400)).toMatchObject({ state: 'zombie', tty: undefined })
  })

  it('leaves out a line that was cut off', () => expect(rows.map(({ pid }) => pid)).not.toContain(40999))

  it.each([
    ['0:41.27', 41_270],
    ['112:03.09', 6_723_090],
    ['1:02:03', 3_723_000],
    ['2-03:04:05', 183_845_000],
    ['', undefined],
    ['soon', undefined],
  ])('reads the CPU time %j', (text, ms) => expect(parseCpuTimeMs(text)).toBe(ms))

  it('prints a time as lstart does, so that the fallback names the same process', () => {
    for (const { start, startedAtMs } of rows) expect(toLstart(startedAtMs)).toBe(start)
  })
})

describe('lsof on macOS', () => {
  it('tells working directories, with spaces and parentheses, and none it was refused', () => {
    expect([...parseLsof(fixture('lsof.txt'))]).toEqual([
      [40211, '/Users/dev/code/orders-api'],
      [40260, '/Users/dev/My Projects (old)/tool'],
    ])
  })
})

describe('the process table of macOS', () => {
  const listed: ListedProcess[] = [
    { pid: 40211, ppid: 40180, name: 'claude', exePath: '/Users/dev/.local/bin/claude', argv: ['claude', '-c'] },
    { pid: 40260, ppid: 40211, name: 'node', argv: ['node', 'mcp-server.js'] },
    { pid: 40333, ppid: 1, name: 'zsh', argv: ['-zsh'] },
  ]
  const asked: string[][] = []
  const run: RunCommand = async (file, args) => {
    asked.push([file, ...args])
    if (file === 'lsof') return fixture('lsof.txt')
    return args.includes('-axwwo') ? fixture('ps.txt') : `${fixture('ps.txt').split('\n')[2]}\n`
  }
  const table = createDarwinProcessTable({ run, list: async () => listed, uid: 501 })

  it('joins ps, ps-list and one lsof for what interests and its descendants', async () => {
    const processes = await table.read(({ name }) => name === 'claude')
    expect(asked.filter(([file]) => file === 'lsof')).toEqual([
      ['lsof', '-a', '-d', 'cwd', '-Fpn', '-p', '40211,40260,40400'],
    ])
    expect(processes.find(({ pid }) => pid === 40211)).toMatchObject({
      exePath: '/Users/dev/.local/bin/claude',
      cwd: '/Users/dev/code/orders-api',
      isOwn: true,
      state: 'sleeping',
    })
    expect(processes.find(({ pid }) => pid === 512)?.isOwn).toBe(false)
  })

  it('goes on without working directories when lsof can not be asked, and says so', async () => {
    const without = createDarwinProcessTable({
      run: async (file, args) => {
        if (file === 'lsof') throw new Error('lsof could not be asked: it is not there')
        return run(file, args)
      },
      list: async () => listed,
      uid: 501,
    })
    const processes = await without.read(({ name }) => name === 'claude')
    expect(processes.find(({ pid }) => pid === 40211)?.cwd).toBeUndefined()
    expect(without.problems?.()).toEqual(['Working directories are unknown: lsof could not be asked: it is not there'])
  })
})

describe('a process as ps-list tells it', () => {
  it('takes the path from comm where the command line does not begin with one, as on macOS', () => {
    const told = { pid: 7, ppid: 1, uid: 501, name: '/Users/dev/.local/bin/claude', path: '', cmd: 'claude -c' }
    expect(toListed(told)).toMatchObject({
      name: 'claude',
      exePath: '/Users/dev/.local/bin/claude',
      argv: ['claude', '-c'],
    })
  })

  it('keeps a program with spaces in its path in one piece', () => {
    const told = {
      pid: 7,
      ppid: 1,
      name: 'claude',
      path: '/Users/dev/My Tools/claude',
      cmd: '/Users/dev/My Tools/claude -p hi',
    }
    expect(toListed(told).argv).toEqual(['/Users/dev/My Tools/claude', '-p', 'hi'])
  })

  it('leaves unknown what ps-list does not tell on Windows', () => {
    expect(toListed({ pid: 7, ppid: 1, name: 'claude.exe' })).toEqual({
      pid: 7,
      ppid: 1,
      name: 'claude.exe',
      uid: undefined,
      exePath: undefined,
      argv: undefined,
      startedAtMs: undefined,
    })
  })
})
