/** The commands that an agent finds on disk: in its own folder, in the project, and in plugins. Read when somebody writes a prompt. */
import { closeSync, openSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandFolder, PromptLibrary } from '../../agents/prompt-library.ts'
import type { PromptCommand } from '../../core/prompts/prompt-library.ts'
import { entriesIn, foldersIn } from '../../storage/folders.ts'

export interface CommandPlace {
  readonly configDirs: readonly string[]
  readonly cwd?: string | undefined
}

/** Of one name the first: a project's own comes before its user's, and both before the agent's. */
export async function commandsIn(library: PromptLibrary, { configDirs, cwd }: CommandPlace) {
  const folders = await Promise.all(
    configDirs.map(async (configDir) => [
      ...library.foldersOf({ configDir, cwd }),
      ...(await foldersOfPlugins(library, configDir, cwd)),
    ]),
  )
  const byName = new Map<string, PromptCommand>()
  for (const command of folders.flat().flatMap((folder) => commandsOf(library, folder))) {
    if (!byName.has(command.name)) byName.set(command.name, command)
  }
  return [...byName.values()]
}

async function foldersOfPlugins({ plugins }: PromptLibrary, configDir: string, cwd: string | undefined) {
  if (plugins === undefined) return []
  try {
    return plugins.foldersOf(JSON.parse(await readFile(plugins.fileIn(configDir), 'utf8')), cwd)
  } catch {
    return [] // there are none
  }
}

function commandsOf(library: PromptLibrary, folder: CommandFolder): readonly PromptCommand[] {
  return filesOf(folder).flatMap(({ path, file }) => {
    const { does, hint, isHidden } = library.factsIn(beginningOf(file))
    return isHidden === true ? [] : [{ name: library.nameOf(path, folder.prefix), does, hint, origin: folder.origin }]
  })
}

interface CommandFile {
  /** What names it. */
  readonly path: readonly string[]
  readonly file: string
}

function filesOf({ dir, form }: CommandFolder): readonly CommandFile[] {
  if (form.kind === 'files') return filesBelow(dir, [])
  return foldersIn(dir).flatMap((one) =>
    entriesIn(one).some(({ name }) => name === form.file)
      ? [{ path: [one.slice(dir.length + 1)], file: join(one, form.file) }]
      : [],
  )
}

const deepest = 4

function filesBelow(dir: string, path: readonly string[]): readonly CommandFile[] {
  return entriesIn(dir).flatMap((entry): readonly CommandFile[] => {
    const { name } = entry
    if (entry.isDirectory()) return path.length < deepest ? filesBelow(join(dir, name), [...path, name]) : []
    return name.endsWith('.md') ? [{ path: [...path, name.slice(0, -3)], file: join(dir, name) }] : []
  })
}

const headBytes = 4096

/** What tells of it stands at its beginning. */
function beginningOf(file: string): string {
  try {
    const fd = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(headBytes)
      return bytes.toString('utf8', 0, readSync(fd, bytes, 0, headBytes, 0))
    } finally {
      closeSync(fd)
    }
  } catch {
    return ''
  }
}
