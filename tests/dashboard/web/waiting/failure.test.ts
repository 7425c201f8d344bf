/** An answer that was not taken: too late is nobody's fault, what did not arrive is said, and what is not known is not claimed. */
import { expect, it } from 'vitest'
import { failureFrom } from '../../../../src/dashboard/web/waiting/failure.ts'

const problem = (code: string, status = 409) => ({ status, code, message: 'It stands.' })

it.each(['over', 'not-found', 'other-request'])('too late is no error: %s', (code) => {
  expect(failureFrom(problem(code))).toMatchObject({ isLate: true, isUndelivered: false })
})

it('what did not arrive says so, and in copy mode what would mend it', () => {
  expect(failureFrom(problem('not-delivered'))).toMatchObject({
    isLate: false,
    isUndelivered: true,
    isInCopyMode: false,
  })
  expect(failureFrom(problem('in-copy-mode'))).toMatchObject({ isUndelivered: true, isInCopyMode: true })
  expect(failureFrom(problem('word-needed'))).toMatchObject({ isLate: false, isUndelivered: false })
})

it('where nobody answers it is not known whether it arrived', () => {
  const { message, isUndelivered } = failureFrom({ status: 0, code: 'offline', message: 'TCE does not answer.' })
  expect([message, isUndelivered]).toEqual([
    'TCE does not answer. Whether the answer arrived is not known: look at what still stands.',
    undefined,
  ])
})
