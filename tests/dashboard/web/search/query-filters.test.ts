import { describe, expect, it } from 'vitest'
import { filterIn, hasFilters, withFilter, withoutFilters } from '../../../../src/dashboard/web/search/query-filters.ts'

describe('a filter of the search', () => {
  it('is read from what was typed', () => {
    const text = 'lock agent:codex project:"two words" since:7d role:answer,thinking'
    expect(filterIn(text, 'agent')).toBe('codex')
    expect(filterIn(text, 'project')).toBe('two words')
    expect(filterIn(text, 'time')).toBe('7d')
    expect(filterIn(text, 'role')).toBe('answer,thinking')
    expect(filterIn(text, 'model')).toBe('')
    expect(filterIn('', 'agent')).toBe('')
  })

  it('is none of its choices where more was typed than one can show', () => {
    expect(filterIn('lock -agent:codex', 'agent')).toBeUndefined()
    expect(filterIn('lock agent:codex agent:claude', 'agent')).toBeUndefined()
    expect(filterIn('lock agent:codex OR lock agent:claude', 'agent')).toBeUndefined()
    expect(filterIn('lock agent:codex OR queue', 'agent')).toBeUndefined()
    expect(filterIn('lock agent:codex OR queue agent:codex', 'agent')).toBe('codex')
    expect(filterIn('lock before:2026-11-01', 'time')).toBeUndefined()
    expect(filterIn('lock OR -agent:codex queue', 'agent')).toBeUndefined()
  })

  it('takes the place of the one before, and goes when it is empty', () => {
    expect(withFilter('lock', 'agent', 'codex')).toBe('lock agent:codex')
    expect(withFilter('agent:claude lock', 'agent', 'codex')).toBe('lock agent:codex')
    expect(withFilter('lock agent:codex is:failed', 'agent', '')).toBe('lock is:failed')
    expect(withFilter('lock after:2026-11-01 before:2026-11-02', 'time', '24h')).toBe('lock since:24h')
    expect(withFilter('', 'role', 'tool,result,error')).toBe('role:tool,result,error')
    expect(withFilter('lock', 'project', 'a, b')).toBe('lock project:"a, b"')
  })

  it('holds for each alternative', () => {
    expect(withFilter('lock OR queue', 'agent', 'codex')).toBe('lock agent:codex OR queue agent:codex')
    expect(withFilter('lock agent:codex OR queue agent:codex', 'agent', '')).toBe('lock OR queue')
  })

  it('stands before what can not be read, so that no quote takes it in', () => {
    expect(withFilter('"taken twi', 'agent', 'codex')).toBe('agent:codex "taken twi')
    expect(filterIn('"taken twi', 'agent')).toBe('')
  })

  it('leaves out what the language can not say', () => {
    expect(withFilter('lock', 'project', 'a "b"')).toBe('lock')
  })
})

describe('without its filters a question', () => {
  it('keeps its words, exact ones, and keys that are no filter', () => {
    const text = '"taken twice" -agent:codex tool:Bash is:failed since:7d session:ab*'
    expect(withoutFilters(text)).toBe('"taken twice" tool:Bash is:failed')
    expect(hasFilters(text)).toBe(true)
    expect(hasFilters('  "taken twice"   tool:Bash ')).toBe(false)
  })

  it('is nothing where it was filters alone', () => {
    expect(withoutFilters('agent:codex since:7d')).toBe('')
    expect(withoutFilters('agent:codex OR lock')).toBe('lock')
  })
})
