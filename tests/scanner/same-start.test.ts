import { describe, expect, it } from 'vitest'
import { isWriterInside, isWriterOf } from '../../src/scanner/same-start.ts'

const process = { pid: 11_263, start: '67281', startedAtMs: 1_795_198_974_000 }

describe('is this the process the entry was written for?', () => {
  it.each([
    ['the same start', { start: '67281' }, 'yes'],
    ['another start: the pid was given away again', { start: '67282' }, 'no'],
    ['the same start and an absurd time beside it', { start: '67281', startedAtMs: 5 }, 'yes'],
    ['no start, written 1 s after the process began', { startedAtMs: process.startedAtMs + 1_000 }, 'likely'],
    ['no start, written 30 s after: a slow machine', { startedAtMs: process.startedAtMs + 30_000 }, 'likely'],
    ['no start, written 30.001 s after', { startedAtMs: process.startedAtMs + 30_001 }, 'no'],
    ['no start, written 2 s before: whole seconds', { startedAtMs: process.startedAtMs - 2_000 }, 'likely'],
    ['no start, written 2.001 s before: a later owner of the pid', { startedAtMs: process.startedAtMs - 2_001 }, 'no'],
    ['neither start nor time', {}, 'no'],
  ])('%s', (_, entry, expected) => {
    expect(isWriterOf({ pid: 11_263, ...entry }, process, 'linux')).toBe(expected)
  })

  it('behind a fence may name the start of its neighbour, a moment before, and no other', () => {
    const inside = (start: string, pid = 2) =>
      isWriterInside({ pid, start }, { pid: 2, start: '4242962', startedAtMs: 0 }, 'linux')
    expect([inside('4242962'), inside('4242960')]).toEqual(['yes', 'yes'])
    expect([inside('4240000'), inside('4242960', 3), inside('x')]).toEqual(['no', 'no', 'no'])
    expect(isWriterOf({ pid: 2, start: '4242960' }, { pid: 2, start: '4242962', startedAtMs: 0 }, 'linux')).toBe('no')
  })

  it('is not another pid’s', () => {
    expect(isWriterOf({ pid: 11_264, start: '67281' }, process, 'linux')).toBe('no')
  })

  it('takes "Sep  5" and "Sep 5" of macOS for one day', () => {
    const began = { pid: 7, start: 'Sat Sep  5 06:00:01 2026', startedAtMs: 0 }
    expect(isWriterOf({ pid: 7, start: 'Sat Sep 5 06:00:01 2026' }, began, 'darwin')).toBe('yes')
    expect(isWriterOf({ pid: 7, start: 'Sat Sep  5 06:00:02 2026' }, began, 'darwin')).toBe('no')
  })

  it('lets the FILETIMEs of Windows differ by less than a second: the ways to ask round differently', () => {
    const began = { pid: 7, start: '134347736001820000', startedAtMs: 0 }
    expect(isWriterOf({ pid: 7, start: '134347736000000000' }, began, 'win32')).toBe('yes')
    expect(isWriterOf({ pid: 7, start: '134347736011820000' }, began, 'win32')).toBe('no')
    expect(isWriterOf({ pid: 7, start: 'soon' }, began, 'win32')).toBe('no')
  })
})
