import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitWindows } from '../../../src/scanner/argv.ts'
import { cimQuery, fileTimeToMs, parseCim } from '../../../src/scanner/win32/cim.ts'
import { createWindowsProcessTable } from '../../../src/scanner/win32/process-table.ts'

const fixture = readFileSync(join(import.meta.dirname, '../../fixtures/processes-win32/cim.json'), 'utf8')

describe('Win32_Process as JSON', () => {
  const processes = parseCim(fixture)

  it('tells path, arguments, CPU time, memory and a start no digit of which is lost', () => {
    expect(processes.find(({ pid }) => pid === 18244)).toEqual({
      pid: 18244,
      ppid: 17012,
      start: '134347736001820000',
      startedAtMs: fileTimeToMs('134347736001820000'),
      name: 'claude.exe',
      exePath: 'C:\\Users\\dev\\.local\\bin\\claude.exe',
      argv: ['C:\\Users\\dev\\.local\\bin\\claude.exe', '-p', 'say "hi"', '--model', 'opus'],
      state: 'unknown',
      cpuTimeMs: 6250,
      rssBytes: 321_654_784,
    })
  })

  it('leaves out what has no start, and leaves unknown what Windows would not say', () => {
    expect(processes.map(({ pid }) => pid)).toEqual([4, 17012, 18244, 18300, 18400])
    expect(processes.find(({ pid }) => pid === 4)).toMatchObject({ exePath: undefined, argv: undefined })
  })

  it('does not take a younger process for the parent: its pid was given away again', () => {
    expect(processes.find(({ pid }) => pid === 18300)?.ppid).toBe(0)
  })

  it('reads a single process, which ConvertTo-Json may not put into a list, and an empty answer', () => {
    expect(parseCim(JSON.stringify(JSON.parse(fixture)[3])).map(({ pid }) => pid)).toEqual([18244])
    expect(parseCim('\uFEFF\r\n')).toEqual([])
  })

  it('counts FILETIME from 1601', () => {
    expect(fileTimeToMs('116444736000000000')).toBe(0)
    // The sample of the registry says so of itself: startedAt 1790300000182.
    expect(fileTimeToMs('134347736001820000')).toBe(1_790_300_000_182)
  })

  it('takes any JSON without a throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseCim(JSON.stringify(value))))
  })
})

describe('the process table of Windows', () => {
  it('asks once per look, and for one process when inspecting', async () => {
    const asked: string[] = []
    const table = createWindowsProcessTable(async (file, args) => {
      asked.push(`${file} ${args.at(-1)}`)
      return fixture
    })
    await table.read(() => true)
    expect((await table.inspect(18244))?.name).toBe('claude.exe')
    expect(await table.inspect(99)).toBeUndefined()
    expect(asked).toHaveLength(3)
    expect(asked[1]).toContain("-Filter 'ProcessId=18244'")
  })

  it('never puts anything but a number into the query', () => {
    expect(cimQuery(12.9).at(-1)).toContain("'ProcessId=12'")
  })
})

describe('a Windows command line', () => {
  it.each([
    ['claude -p hi', ['claude', '-p', 'hi']],
    ['"C:\\Program Files\\x.exe"  a\tb', ['C:\\Program Files\\x.exe', 'a', 'b']],
    ['x "a \\"quoted\\" word"', ['x', 'a "quoted" word']],
    ['x "ends with \\\\" next', ['x', 'ends with \\', 'next']],
    ['x a\\\\b "" end', ['x', 'a\\\\b', '', 'end']],
    ['x "a""b"', ['x', 'a"b']],
    ['x par"t o"ne', ['x', 'part one']],
  ])('splits %j', (text, argv) => expect(splitWindows(text)).toEqual(argv))

  it('is unknown when empty', () => expect(splitWindows('  ')).toBeUndefined())
})
