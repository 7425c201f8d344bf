/** Where Claude Code keeps its files. Pure: paths are computed, nothing is opened. */
import { posix, win32 } from 'node:path'
import { projectPlace } from '../../core/session/project-place.ts'
import { isPlainId } from '../../core/words/command.ts'
import type { AgentEnvironment, Platform } from '../agent.ts'
import { pathBelow, pathStyleOf } from '../home-folder.ts'

const pathOf = (platform: Platform) => (platform === 'win32' ? win32 : posix)

/**
 * CLAUDE_CONFIG_DIR alone when it is set: a list with commas, whose entries may also name the `projects` folder inside. Else
 * ~/.claude, which the program uses, and the XDG place, where some versions and other tools looked.
 */
export function configDirs({ platform, homeDir, env }: AgentEnvironment): readonly string[] {
  const path = pathOf(platform)
  const named = (env['CLAUDE_CONFIG_DIR'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => path.normalize(entry.replace(/^~(?=$|[/\\])/, homeDir)))
    .map((entry) => entry.replace(/(?<=.)[/\\]+$/, ''))
    .map((entry) => (path.basename(entry) === 'projects' ? path.dirname(entry) : entry))
  if (named.length > 0) return unique(named)
  const xdgConfigHome = env['XDG_CONFIG_HOME'] || path.join(homeDir, '.config')
  return unique([path.join(homeDir, '.claude'), path.join(xdgConfigHome, 'claude')])
}

const unique = (paths: readonly string[]): readonly string[] => [...new Set(paths)]

/** A config folder, or its `projects` folder itself. One that does not exist holds nothing; that is no problem. */
export const projectsDir = (configDir: string): string =>
  pathStyleOf(configDir).basename(configDir) === 'projects' ? configDir : pathBelow(configDir, 'projects')

export const registryDir = (configDir: string): string => pathBelow(configDir, 'sessions')

/**
 * Relative to the config dir, with `/`, which every system takes. Empty when the folder can't be told. A session that goes into a
 * worktree goes on in the project's folder, and leaves a stub in the worktree's.
 */
export function transcriptPaths({
  cwd,
  sessionId,
}: {
  readonly cwd?: string | undefined
  readonly sessionId: string
}): readonly string[] {
  if (cwd === undefined || !isPlainId(sessionId)) return []
  return unique([cwd, projectPlace(cwd).folder]).map((folder) => `projects/${projectSlug(folder)}/${sessionId}.jsonl`)
}

const slugLimit = 200

/**
 * The folder's name under `projects/`: everything but ASCII letters and digits becomes `-`; a long one is cut and gets a hash of
 * the whole path. It can't be turned back: take the working directory from the transcript's records. (Tried with 2.1.329;
 * other versions may hash in another way, so a transcript of a long path may have to be looked up by its session id.)
 */
export function projectSlug(cwd: string): string {
  const slug = cwd.replace(/[^A-Za-z0-9]/g, '-')
  return slug.length <= slugLimit ? slug : `${slug.slice(0, slugLimit)}-${djb2(cwd)}`
}

/** 31 × h + c over UTF-16 units in 32 bits, the magnitude in base 36. */
function djb2(text: string): string {
  let hash = 0
  for (let i = 0; i < text.length; i += 1) hash = (hash * 31 + text.charCodeAt(i)) | 0
  return Math.abs(hash).toString(36)
}
