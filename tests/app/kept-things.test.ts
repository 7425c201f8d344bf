/** Nothing that TCE keeps is forgotten by its backup: every name in the data folder that the source knows is in a list. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keptThings, passingThings, placeOf, rebuiltThings, thingOf } from '../../src/app/kept-things.ts'

const src = join(import.meta.dirname, '../../src')
const inSource = readdirSync(src, { recursive: true, encoding: 'utf8' })
  // An agent's data folder is another.
  .filter((path) => /\.tsx?$/.test(path) && !/^agents[\\/]/.test(path))
  .flatMap((path) => [...readFileSync(join(src, path), 'utf8').matchAll(/join\((\w+\.)*(\w+Dir), '([^']+)'/g)])
  .flatMap(([, , dir, name]) =>
    dir === 'dataDir' ? [`data/${name}`] : dir === 'configDir' ? [`settings/${name}`] : [],
  )

it('takes, makes again or knows as passing whatever lies in the data folder and the config folder', () => {
  const known = [...keptThings.map(({ name }) => name), ...rebuiltThings.map(({ name }) => name), ...passingThings]
  expect(inSource.length).toBeGreaterThan(20)
  const isKnown = (name: string) => known.some((one) => one === name || one.startsWith(`${name}/`))
  expect([...new Set(inSource)].filter((name) => !isKnown(name))).toEqual([])
})

it('has each once, and a place for each below its folder', () => {
  const names = keptThings.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(placeOf('settings/config.toml', { configDir: '/c', dataDir: '/d' })).toBe(join('/c', 'config.toml'))
  expect(placeOf('data/pins', { configDir: '/c', dataDir: '/d' })).toBe(join('/d', 'pins'))
})

it('knows the entries of a backup by their names alone, and none that leads out of its folder', () => {
  expect(thingOf('data/pins/1%3A2.pin')?.name).toBe('data/pins')
  expect(thingOf('data/user.sqlite')?.kind).toBe('database')
  for (const name of [
    'data/pins',
    'data/pins/',
    'data/pins/..',
    'data/pins/../token',
    'data/pins/a//b',
    'data/pins/a\\b',
  ])
    expect(thingOf(name), name).toBeUndefined()
  for (const name of ['data/nothing', 'user.sqlite', '/etc/passwd', 'data/user.sqlite/x'])
    expect(thingOf(name)).toBeUndefined()
})
