/** What helps writing a prompt: commands of the agent, templates, prompts of before, files of its project. Pure. */

/** `asks`: it throws something away, or ends something; `dialog`: it opens one in the terminal, where nobody may be. */
export type CommandCaution = 'asks' | 'dialog'

export interface CommandOrigin {
  readonly kind: 'built-in' | 'project' | 'user' | 'plugin'
  /** The agent, the project's folder, `~/.claude`, or the plugin. */
  readonly name: string
}

export interface PromptCommand {
  /** As it is typed: `/compact`. */
  readonly name: string
  readonly does?: string | undefined
  /** What may stand behind it: `[number]` */
  readonly hint?: string | undefined
  readonly caution?: CommandCaution | undefined
  readonly origin: CommandOrigin
}

export const settingIds = ['model', 'effort', 'mode'] as const
export type SettingId = (typeof settingIds)[number]

/** What the agent is set to before a prompt by a command of its own. Absent: as it is. */
export type PromptSettings = Readonly<Partial<Record<SettingId, string>>>

export interface SettingChoices {
  readonly id: SettingId
  readonly choices: readonly { readonly id: string; readonly name: string; readonly command: string }[]
  /** What else it does, or cannot do. */
  readonly note?: string | undefined
}

/** What is pinned stands first, in the order of the quick bar. */
export function pinnedFirst(commands: readonly PromptCommand[], quick: readonly string[]): readonly PromptCommand[] {
  const pinned = quick.flatMap((name) => commands.find((command) => command.name === name) ?? [])
  return [...pinned, ...commands.filter((command) => !pinned.includes(command))]
}

/** The commands that go before a prompt, in the order of the settings; a choice that the agent does not have is none. */
export const commandsFor = (settings: PromptSettings, offered: readonly SettingChoices[]): readonly string[] =>
  offered.flatMap(({ id, choices }) => choices.find((choice) => choice.id === settings[id])?.command ?? [])

export interface PromptTemplate {
  readonly id: number
  readonly name: string
  readonly text: string
}

/** A prompt of before, by its beginning and without secrets; all of it by its id. */
export interface RecentPrompt {
  /** `q41`, the last one with this text; `s3` of one that was starred. */
  readonly id: string
  readonly text: string
  readonly at: string
  /** "payments-api", "3 agents" */
  readonly to: string
}

export interface RecentPrompts {
  /** Newest first, each text once. */
  readonly recent: readonly RecentPrompt[]
  readonly starred: readonly RecentPrompt[]
}

export const mostRecent = 20

export interface ProjectFile {
  /** Below the project's folder, with `/`. */
  readonly path: string
  readonly changedAt: string
}

const field = /\{\{\s*([\p{L}\p{N}_-]{1,40})\s*\}\}/gu

/** The names of `{{fields}}`, each once, in their order. */
export const fieldsOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(field)].map(([, name = '']) => name)),
]

/** What has no value stays as it is written. */
export const fillFields = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(field, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : ''
    return value === undefined || value === '' ? whole : value
  })

/** "/compact" of "/compact keep the decisions": what of it is the command. */
export const commandNameOf = (text: string): string | undefined => /^\/[^\s/]+/.exec(text)?.[0]
