import { expect, it } from 'vitest'
import { parseToml } from '../../src/storage/toml.ts'
import { editToml } from '../../src/storage/toml-edit.ts'

const text = `# mine
[health] # thresholds
# interactive_stale_after_hours = 9
interactive_stale_after_hours = 4   # after lunch

[usage]
timezone = "Europe/Rome" # "home"
`

it('changes the value and nothing else of the line', () => {
  expect(editToml(text, 'health', 'interactive_stale_after_hours', 6)).toBe(
    text.replace('hours = 4   # after', 'hours = 6   # after'),
  )
  expect(editToml(text, 'usage', 'timezone', 'Asia/Tokyo')).toBe(text.replace('Europe/Rome', 'Asia/Tokyo'))
})

it('adds a key to its table, and a table that is not there yet at the end', () => {
  expect(editToml(text, 'health', 'hog_memory_gb', 8)).toContain('# after lunch\nhog_memory_gb = 8\n\n[usage]')
  expect(editToml(text, 'notifications', 'waiting', false)).toBe(`${text}\n[notifications]\nwaiting = false\n`)
  expect(editToml('', 'health', 'hog_memory_gb', 8)).toBe('[health]\nhog_memory_gb = 8\n')
})

it('takes a line away and leaves the commented one', () => {
  const without = editToml(text, 'health', 'interactive_stale_after_hours', undefined)
  expect(parseToml(without)).toEqual({ health: {}, usage: { timezone: 'Europe/Rome' } })
  expect(without).toContain('# interactive_stale_after_hours = 9')
})

it('does not mistake a key of another table, or a longer one', () => {
  const two = '[a]\nx = 1\n[b]\nxx = 2\nx = 3\n'
  expect(editToml(two, 'b', 'x', 4)).toBe('[a]\nx = 1\n[b]\nxx = 2\nx = 4\n')
})

it('finds a table in a table, and keys that are written in quotes', () => {
  const sources = '[ retention . sources ] # days\nci = 7\n"my app" = 3 # short\n\'a.b\' = 1\n[limits]\n'
  const edit = (key: string, value?: number) => parseToml(editToml(sources, 'retention.sources', key, value))
  expect(edit('my app', 9)).toEqual({ retention: { sources: { ci: 7, 'my app': 9, 'a.b': 1 } }, limits: {} })
  expect(edit('a.b')).toEqual({ retention: { sources: { ci: 7, 'my app': 3 } }, limits: {} })
  expect(edit('x "y" = 1')).toMatchObject({ retention: { sources: { ci: 7, 'my app': 3 } } })
  expect(editToml(sources, 'retention.sources', 'my app', 9)).toContain('"my app" = 9 # short')
  const added = editToml('[retention]\ndays = 9\n', 'retention.sources', 'say "hi"', 2)
  expect(added).toBe('[retention]\ndays = 9\n\n[retention.sources]\n"say \\"hi\\"" = 2\n')
  expect(parseToml(added)).toEqual({ retention: { days: 9, sources: { 'say "hi"': 2 } } })
})

it('keeps Windows line ends', () => {
  expect(editToml('[a]\r\nx = 1\r\n', 'a', 'y', true)).toBe('[a]\r\nx = 1\r\ny = true\r\n')
})
