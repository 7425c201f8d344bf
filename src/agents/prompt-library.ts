/** What an agent offers to who writes a prompt for it: its commands, where files of more lie, what it can be set to. Pure. */
import type { CommandCaution, CommandOrigin, SettingChoices } from '../core/prompts/prompt-library.ts'

export interface BuiltInCommand {
  readonly name: string
  readonly does: string
  readonly caution?: CommandCaution | undefined
}

/** A folder in which each file, or each folder with such a file, is a command. */
export interface CommandFolder {
  readonly dir: string
  readonly origin: CommandOrigin
  /** `files`: the path below it names the command; `folders`: the folder does, and this file in it tells of it. */
  readonly form: { readonly kind: 'files' } | { readonly kind: 'folders'; readonly file: string }
  /** In front of its names. */
  readonly prefix?: string | undefined
}

/** How a file of a command tells of it. */
export interface CommandFacts {
  readonly does?: string | undefined
  readonly hint?: string | undefined
  /** Only the model may use it. */
  readonly isHidden?: boolean | undefined
}

export interface PromptLibrary {
  readonly builtIn: readonly BuiltInCommand[]
  /** Shown first, until its user chose others. */
  readonly quick: readonly string[]
  readonly settings: readonly SettingChoices[]
  foldersOf(place: { readonly configDir: string; readonly cwd?: string | undefined }): readonly CommandFolder[]
  /** The file that tells of plugins, and what it says. */
  readonly plugins?:
    | {
        fileIn(configDir: string): string
        foldersOf(content: unknown, cwd: string | undefined): readonly CommandFolder[]
      }
    | undefined
  /** `/design:tokens` */
  nameOf(path: readonly string[], prefix: string | undefined): string
  factsIn(text: string): CommandFacts
}
