/** Which processes might be an agent's: answered from memory as long as name, program and command line are the same. */
import { expect, it } from 'vitest'
import type { OsProcess } from '../../src/core/process/process.ts'
import { createInterest } from '../../src/scanner/interest.ts'

function counted() {
  let asked = 0
  const isInteresting = createInterest([
    {
      mayBe: ({ name, argv }) => {
        asked += 1
        return name === 'claude' || argv?.[0] === 'claude'
      },
    },
  ])
  return { isInteresting, askedSoFar: () => asked }
}

const one = (more: Partial<OsProcess>): OsProcess =>
  ({ pid: 7, ppid: 1, start: '1', startedAtMs: 0, name: 'sh', ...more }) as OsProcess

it('asks once for a command line, however often its process is read', () => {
  const { isInteresting, askedSoFar } = counted()
  const argv = ['claude']
  expect([one({ argv }), one({ argv }), one({ argv })].map(isInteresting)).toEqual([true, true, true])
  expect(askedSoFar()).toBe(1)
})

it('asks again when a process names itself otherwise, or runs another program', () => {
  const { isInteresting } = counted()
  const argv = ['sh']
  expect(isInteresting(one({ argv }))).toBe(false)
  expect(isInteresting(one({ argv, name: 'claude' }))).toBe(true)
  expect(isInteresting(one({ argv: ['claude'] }))).toBe(true)
})

it('asks once for a name without a command line, as threads of the kernel have', () => {
  const { isInteresting, askedSoFar } = counted()
  expect([2, 3, 4].map((pid) => isInteresting(one({ pid, name: 'kworker/0:1' })))).toEqual([false, false, false])
  expect(askedSoFar()).toBe(1)
  expect(isInteresting(one({ name: 'claude' }))).toBe(true)
})
