import { expect, it } from 'vitest'
import { codex } from '../../src/agents/codex/index.ts'
import { createSessionMarks } from '../../src/scanner/session-marks.ts'
import { fakeProcess } from './fake-process-table.ts'

const sessionId = '01a21a0b-260d-70a0-b220-c3bc42b41e5a'

it('what was just forked shows the environment of its host: it is asked again when it executes its program, and then no more', () => {
  const asked: number[] = []
  let environment: Readonly<Record<string, string>> = {}
  const marks = createSessionMarks((pid) => {
    asked.push(pid)
    return environment
  })
  const sessionOf = (child: ReturnType<typeof fakeProcess>) => marks.of([{ agent: codex, children: [child] }])(child)
  expect(sessionOf(fakeProcess({ pid: 50, name: 'codex', exePath: '/usr/bin/codex' }))).toBeUndefined()
  environment = { CODEX_THREAD_ID: sessionId }
  const shell = fakeProcess({ pid: 50, name: 'bash', exePath: '/usr/bin/bash' })
  expect(sessionOf(shell)).toBe(sessionId)
  expect(sessionOf(shell)).toBe(sessionId)
  expect(asked).toEqual([50, 50])
})
