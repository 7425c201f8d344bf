/** docs/data-sources.md keeps up with what is read. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { recordLists } from '../../src/agents/record-lists.ts'

const docs = readFileSync(new URL('../../docs/data-sources.md', import.meta.url), 'utf8')
const linux = { platform: 'linux', homeDir: '/home/dev', env: {} } as const
const { claude: _, ...others } = agents

it('names every mark that is read in the environment of other processes', () => {
  const names = Object.values(agents).flatMap(({ childMarks }) => Object.values(childMarks))
  expect(names.filter((name) => !docs.includes(`\`${name}\``))).toEqual([])
})

it.each(Object.values(others))('names every folder of $displayName that is read', (agent) => {
  const folders = agent
    .configDirs(linux)
    .flatMap((dir) => [
      dir,
      ...recordLists[agent.id].flatMap((records) => records.folders(dir)),
      ...agent.sessions.flatMap((form) => form.folders(dir)),
      ...(agent.registry === undefined ? [] : [agent.registry.dir(dir)]),
    ])
  for (const folder of folders) expect(docs).toContain(`\`${folder.replace('/home/dev', '~')}\``)
})
