import { readFileSync, readlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isForeignDomain, pidDomainHere } from '../../src/scanner/pid-domain.ts'

describe('the pid domain', () => {
  it.runIf(process.platform === 'linux')('is machine id and pid namespace on Linux', () => {
    const machineId = readFileSync('/etc/machine-id', 'utf8').trim()
    expect(pidDomainHere('linux')).toBe(`linux:${machineId}:${readlinkSync('/proc/self/ns/pid')}`)
  })

  it.each([
    ['linux:a:pid:[1]', 'linux:a:pid:[1]', false],
    ['linux:a:pid:[2]', 'linux:a:pid:[1]', true],
    ['darwin', 'linux:a:pid:[1]', true],
    ['win32:devbox', 'win32:DEVBOX', false],
    [undefined, 'linux:a:pid:[1]', false],
    ['linux:a:pid:[1]', undefined, false],
  ])('%s seen from %s: foreign %s', (entry, here, expected) => expect(isForeignDomain(entry, here)).toBe(expected))
})
