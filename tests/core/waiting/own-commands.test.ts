import { expect, it } from 'vitest'
import { irrevocableOf } from '../../../src/core/waiting/irrevocable.ts'
import { ownCommandAt } from '../../../src/core/waiting/own-commands.ts'

const marked = (text: string, command: string) => {
  const at = ownCommandAt(text, command)
  return at && text.slice(at.from, at.to)
}

it.each([
  ['make deploy', 'make deploy', 'make deploy'],
  ['cd shop && make -C . deploy ENV=live', 'make deploy', 'make -C . deploy'],
  ['./scripts/release.sh --now', 'release.sh', 'release.sh'],
  ['FLY DEPLOY', 'fly deploy', 'FLY DEPLOY'],
  ["sh -c 'make deploy'", 'make deploy', 'make deploy'],
  ['make deploy-live', 'make deploy*', 'make deploy-live'],
  ['aws s3 rm s3://shop --recursive', 'aws rm --recursive', 'aws s3 rm s3://shop --recursive'],
  ['a.b(c)', 'a.b(c)', 'a.b(c)'],
])('in %j stands %j', (text, command, found) => {
  expect(marked(text, command)).toBe(found)
})

it.each([
  ['make deploy-live', 'make deploy'],
  ['remake deploy', 'make deploy'],
  ['deploy; make', 'make deploy'],
  ['make test && ./deploy', 'make deploy'],
  ['axb', 'a.b'],
  ['anything', '*'],
  ['anything', '  '],
])('in %j does not stand %j', (text, command) => {
  expect(marked(text, command)).toBeUndefined()
})

it('looks through a long text that repeats its words in no time', () => {
  const text = `${'a b '.repeat(20_000)}`
  const before = performance.now()
  expect(ownCommandAt(text, 'a b a b a b a b a b c')).toBeUndefined()
  expect(performance.now() - before).toBeLessThan(500)
})

it('is said beside what TCE knows itself', () => {
  const asked = { thing: { form: 'command', text: 'sudo make deploy' }, cwd: '/home/dev/shop' } as const
  expect(irrevocableOf(asked, { own: ['make deploy'] })).toEqual({
    sentence: 'It runs with the rights of another user. It stands on your list: make deploy.',
    at: { from: 0, to: 4 },
  })
})
