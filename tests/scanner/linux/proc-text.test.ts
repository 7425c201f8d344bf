import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  parseBootTimeMs,
  parseCmdline,
  parseCwdLink,
  parseEnviron,
  parseExeLink,
  parseInnerPid,
  parseResidentPages,
  parseUid,
  parseUnits,
} from '../../../src/scanner/linux/proc-text.ts'

describe('/proc/<pid>/cmdline', () => {
  it('is split at its NULs, spaces and empty arguments kept', () => {
    expect(parseCmdline('claude\0-p\0say hi\0\0--model\0opus\0')).toEqual([
      'claude',
      '-p',
      'say hi',
      '',
      '--model',
      'opus',
    ])
  })

  it('loses the padding of a program that set its own title', () => {
    expect(parseCmdline(`claude${'\0'.repeat(60)}`)).toEqual(['claude'])
  })

  it('is unknown when empty, as for a zombie', () => {
    expect(parseCmdline('')).toBeUndefined()
    expect(parseCmdline('\0')).toBeUndefined()
  })

  it('may lack the last NUL', () => expect(parseCmdline('sh\0-c')).toEqual(['sh', '-c']))
})

describe('the links exe and cwd', () => {
  it('say when the executable was replaced', () => {
    expect(parseExeLink('/home/dev/.local/share/claude/versions/2.1.329 (deleted)')).toEqual({
      exePath: '/home/dev/.local/share/claude/versions/2.1.329',
      isExeDeleted: true,
    })
    expect(parseExeLink('/usr/bin/node')).toEqual({ exePath: '/usr/bin/node', isExeDeleted: false })
  })

  it('keep the name of a removed working directory', () => {
    expect(parseCwdLink('/home/dev/gone (deleted)')).toBe('/home/dev/gone')
  })
})

describe('the owner', () => {
  it('is the real user', () =>
    expect(parseUid('Name:\tx\nUmask:\t0022\nUid:\t1000\t0\t0\t0\nGid:\t5\t5\t5\t5\n')).toBe(1000))
  it('is unknown when the file was cut', () => expect(parseUid('Name:\tx\nUi')).toBeUndefined())
})

describe('the pid in a namespace below ours', () => {
  it('is the innermost one', () => {
    expect(parseInnerPid('Tgid:\t48213\nNSpid:\t48213\t91\t7\nNSpgid:\t48213\t91\t7\n')).toBe(7)
  })
  it('is not told of a process in ours', () => {
    expect(parseInnerPid('Tgid:\t48213\nNSpid:\t48213\nNSpgid:\t48213\n')).toBeUndefined()
    expect(parseInnerPid('')).toBeUndefined()
  })
})

describe('the resident memory', () => {
  it('is the second figure of statm', () => expect(parseResidentPages('18118509 61386 21504 9 0 99 0\n')).toBe(61_386))
  it('is unknown when the process ended meanwhile', () => expect(parseResidentPages('')).toBeUndefined())
})

describe('units and boot time', () => {
  it('reads page size and tick from auxv words', () => {
    const auxv = Buffer.alloc(48)
    auxv.writeBigUInt64LE(6n, 0)
    auxv.writeBigUInt64LE(16384n, 8)
    auxv.writeBigUInt64LE(17n, 16)
    auxv.writeBigUInt64LE(250n, 24)
    expect(parseUnits(auxv)).toEqual({ pageBytes: 16384, ticksPerSecond: 250 })
  })

  it('falls back to the usual ones where auxv says nothing', () => {
    expect(parseUnits(Buffer.alloc(0))).toEqual({ pageBytes: 4096, ticksPerSecond: 100 })
  })

  it('finds btime among the counters', () => {
    expect(parseBootTimeMs('cpu  1 2 3\nbtime 1795198302\nprocesses 99\n')).toBe(1_795_198_302_000)
    expect(parseBootTimeMs('cpu  1 2 3\n')).toBeUndefined()
  })

  it.runIf(process.platform === 'linux')('agrees with this machine: 4 KiB pages or more, 100 ticks or more', () => {
    const { pageBytes, ticksPerSecond } = parseUnits(readFileSync('/proc/self/auxv'))
    expect(pageBytes % 4096).toBe(0)
    expect(pageBytes).toBeGreaterThan(0)
    expect(ticksPerSecond).toBeGreaterThanOrEqual(100)
  })
})

describe('the environment of a process', () => {
  const environ = 'HOME=/home/dev\0MY_CLAUDE_PID=1\0CLAUDE_PID=4242\0CLAUDE_CODE_SESSION_ID=a=b\0SECRET=x\0'

  it('gives the named values and nothing else', () => {
    expect(parseEnviron(environ, ['CLAUDE_PID', 'CLAUDE_CODE_SESSION_ID', 'NOT_THERE'])).toEqual({
      CLAUDE_PID: '4242',
      CLAUDE_CODE_SESSION_ID: 'a=b',
    })
  })

  it('finds the first and the last one', () => {
    expect(parseEnviron(environ, ['HOME', 'SECRET'])).toEqual({ HOME: '/home/dev', SECRET: 'x' })
    expect(parseEnviron('A=1', ['A'])).toEqual({ A: '1' })
    expect(parseEnviron('', ['A'])).toEqual({})
  })
})
