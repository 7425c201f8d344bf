/**
 * What Claude Code offers to who writes a prompt for it. Tried with 2.1.329: commands/sub/nested.md is /sub:nested, a skill is called
 * after its folder, and a plugin's stand behind its name.
 *
 *   plugins/installed_plugins.json  {"version":2,"plugins":{"design@market":[{"scope":"user","installPath":"…/design/1.0.0",…}]}}
 */
import { isRecord, stringOf } from '../json-fields.ts'
import type { CommandFacts, CommandFolder, PromptLibrary } from '../prompt-library.ts'
import { builtInCommands } from './built-in-commands.ts'
import { commandOfMode } from './prompt-modes.ts'

const skillFile = 'SKILL.md'

const foldersBelow = (dir: string, origin: CommandFolder['origin'], prefix?: string): readonly CommandFolder[] => [
  { dir: `${dir}/commands`, origin, form: { kind: 'files' }, prefix },
  { dir: `${dir}/skills`, origin, form: { kind: 'folders', file: skillFile }, prefix },
]

function foldersOfPlugins(content: unknown, cwd: string | undefined): readonly CommandFolder[] {
  const plugins = isRecord(content) ? content['plugins'] : undefined
  if (!isRecord(plugins)) return []
  return Object.entries(plugins).flatMap(([key, installs]) => {
    const name = key.replace(/@.*$/s, '')
    const install = (Array.isArray(installs) ? installs : []).find(
      (one) => isRecord(one) && (one['projectPath'] === undefined || one['projectPath'] === cwd),
    )
    const dir = isRecord(install) ? stringOf(install['installPath']) : undefined
    return dir === undefined ? [] : foldersBelow(dir, { kind: 'plugin', name }, name)
  })
}

const capitalized = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1)
const choicesOf = (command: string, ids: readonly string[]) =>
  ids.map((id) => ({ id, name: capitalized(id), command: `${command} ${id}` }))

export const promptLibrary: PromptLibrary = {
  builtIn: builtInCommands,
  quick: ['/code-review', '/compact', '/context', '/usage', '/clear'],
  settings: [
    {
      id: 'model',
      choices: choicesOf('/model', ['opus', 'fable', 'sonnet', 'haiku']),
      note: 'Claude Code keeps it as the default of new sessions, too.',
    },
    {
      id: 'effort',
      choices: choicesOf('/effort', ['low', 'medium', 'high', 'xhigh', 'max']),
      note: 'Claude Code keeps it as the default of new sessions, too.',
    },
    {
      id: 'mode',
      choices: [
        { id: 'normal', name: 'Normal', command: commandOfMode.normal },
        { id: 'plan', name: 'Plan', command: '/plan' },
        { id: 'accept-edits', name: 'Accept edits', command: commandOfMode['accept-edits'] },
      ],
      note: 'Normal and accepting edits are set by Shift+Tab; from plan mode, and from accepting edits to normal, only by you: on that way it may bypass permissions.',
    },
  ],
  foldersOf: ({ configDir, cwd }) => [
    ...(cwd === undefined ? [] : foldersBelow(`${cwd}/.claude`, { kind: 'project', name: cwd })),
    ...foldersBelow(configDir, { kind: 'user', name: configDir }),
  ],
  plugins: { fileIn: (configDir) => `${configDir}/plugins/installed_plugins.json`, foldersOf: foldersOfPlugins },
  nameOf: (path, prefix) => `/${[...(prefix === undefined ? [] : [prefix]), ...path].join(':')}`,
  factsIn,
}

/** Its front matter; without a description there the first line of text. */
function factsIn(text: string): CommandFacts {
  const [, front = '', body = text] = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n([\s\S]*))?$/.exec(text) ?? []
  const first = body.split('\n').find((line) => line.trim() !== '')
  return {
    does: valueIn(front, 'description') ?? first?.replace(/^#+\s*/, '').trim(),
    hint: valueIn(front, 'argument-hint'),
    isHidden: valueIn(front, 'user-invocable') === 'false',
  }
}

/** One of YAML's forms of a text: plain, in quotes, or folded over the lines that are indented below it. */
function valueIn(front: string, key: string): string | undefined {
  const found = new RegExp(`^${key}:[ \\t]*(.*)((?:\\r?\\n[ \\t]+.*)*)`, 'm').exec(front)
  if (found === null) return undefined
  const [, first = '', more = ''] = found
  const lines = [/^[|>][-+]?\s*$/.test(first) ? '' : first, ...more.split('\n')].map((line) => line.trim())
  const value = lines.filter((line) => line !== '').join(' ')
  return value.replace(/^(["'])(.*)\1$/s, '$2') || undefined
}
