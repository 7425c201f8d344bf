/** How an agent is begun in a terminal, as its user would type it. Pure. */
import type { ModeChoice } from '../core/tasks/permission-modes.ts'

/** What its command takes; its name is the kind's. */
export interface BeginOptions {
  readonly model: string
  /** Behind which option its first prompt stands, or that it is the last word; undefined: it takes none that leaves it interactive. */
  readonly prompt?: 'last' | `-${string}` | undefined
  /** By which option its new session gets an id that is known before; undefined: it makes one itself. */
  readonly session?: `-${string}` | undefined
  /** By which option it is told how much it may do without asking, and the mode in which it asks as usual. */
  readonly mode?:
    | { readonly flag: `-${string}`; readonly usual: string; readonly choices?: readonly ModeChoice[] | undefined }
    | undefined
  /** A session is also taken up in another worktree of the repository that it began in; else in its own folder alone. */
  readonly resumesInWorktree?: boolean | undefined
  /** Words by which a session, `{session}`, is gone on with in a copy of it; undefined: none that we know. */
  readonly fork?: readonly string[] | undefined
  /** Words by which its window serves this machine at a port, `{port}`, so that prompts and answers reach it; undefined: none that we tried. */
  readonly serving?: readonly string[] | undefined
  /** One turn without a terminal, with `{prompt}` where that stands; undefined: none that we know. */
  readonly headless?: readonly string[] | undefined
}

export interface Begin {
  readonly model?: string | undefined
  readonly prompt?: string | undefined
}

/** Program and arguments; undefined: TCE starts none of it. */
export function beginArguments(
  { command, begin: takes }: { readonly command: string; readonly begin?: BeginOptions | undefined },
  { model, prompt }: Begin,
): readonly string[] | undefined {
  if (takes === undefined || (prompt !== undefined && takes.prompt === undefined)) return undefined
  const words =
    prompt === undefined ? [] : takes.prompt === 'last' ? [notACommand(prompt)] : [takes.prompt ?? '', prompt]
  return [command, ...(model === undefined ? [] : [takes.model, model]), ...words]
}

/** `claude update` would update it: with a blank behind it a single word is none of its commands. */
const notACommand = (prompt: string): string => (/^\S+$/.test(prompt) ? `${prompt} ` : prompt)
