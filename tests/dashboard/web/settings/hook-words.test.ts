import { expect, it } from 'vitest'
import { speakWords } from '../../../../src/dashboard/web/settings/hook-words.ts'

const running = ['payments-api', 'auth-service', 'mobile-app', 'docs', 'infra'].map((name) => ({
  sessionId: name,
  name,
}))

it('counts the sessions at work that were heard, and names the others', () => {
  expect(speakWords(running.slice(0, 2), ['payments-api', 'one that is over'])).toEqual({
    count: '1 of 2',
    silent: 'auth-service said nothing since TCE serves',
  })
  expect(speakWords(running.slice(0, 2), ['payments-api', 'auth-service'])).toEqual({ count: '2 of 2', silent: '' })
})

it('names three of many', () => {
  expect(speakWords(running, [])).toEqual({
    count: '0 of 5',
    silent: 'payments-api, auth-service, mobile-app and 2 more said nothing since TCE serves',
  })
})
