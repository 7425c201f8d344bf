/** What git leaves out here and nowhere else: a line of `info/exclude`, which no commit has. */
import type { FileHandle } from 'node:fs/promises'
import { appendBelow, readBelow } from '../storage/below.ts'
import { repositoryAt } from './repository.ts'

const file = 'info/exclude'

/** Nothing where the folder is in no repository, or it stands there. Whoever works in the folder may write there too, so no link is followed. */
export async function excludeHere(folder: string, pattern: string): Promise<void> {
  const repository = await repositoryAt(folder)
  if (!repository.ok) return
  const { commonDir } = repository.value
  const opened = await readBelow(commonDir, file)
  const text = opened.ok ? await textOf(opened.value) : ''
  if (text.split('\n').some((line) => line.trim() === pattern)) return
  const end = await appendBelow(commonDir, file)
  if (!end.ok) return
  await end.value.writeFile(`${text === '' || text.endsWith('\n') ? '' : '\n'}${pattern}\n`)
  await end.value.close()
}

async function textOf(handle: FileHandle): Promise<string> {
  try {
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}
