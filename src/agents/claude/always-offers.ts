/**
 * What "always" may mean to Claude Code: exactly this command, and what it suggests itself, for the session, or saved where its user chose
 * that. Nothing is offered that nobody could read. Pure.
 *
 * {"type":"addRules","rules":[{"toolName":"Bash","ruleContent":"touch:*"}],"behavior":"allow","destination":"localSettings"}
 */
import type { AlwaysOffer, AlwaysReach } from '../../core/waiting/approval.ts'
import { shellCommands } from '../../core/waiting/shell-words.ts'
import { isRecord, type JsonRecord, stringOf } from '../json-fields.ts'

/** A rule that Claude Code is given with an answer. */
type Update = JsonRecord

export interface Offer {
  readonly offer: AlwaysOffer
  readonly updates: readonly Update[]
}

interface Meant {
  readonly words: string
  readonly meaning?: string | undefined
}

const places = {
  session: { reach: 'session' },
  localSettings: { reach: 'project-me', file: '.claude/settings.local.json' },
  projectSettings: { reach: 'project', file: '.claude/settings.json' },
  userSettings: { reach: 'user', file: '~/.claude/settings.json' },
} as const satisfies Readonly<Record<string, Pick<AlwaysOffer, 'reach' | 'file'>>>
type Destination = keyof typeof places
const isDestination = (name: unknown): name is Destination => typeof name === 'string' && Object.hasOwn(places, name)
const widest: readonly AlwaysReach[] = ['session', 'project-me', 'project', 'user']

/** The narrowest first: each for the session, then what is saved. */
export function offersOf(tool: string, input: JsonRecord, suggestions: unknown): readonly Offer[] {
  const exact = exactRule(tool, input)
  const suggested = Array.isArray(suggestions) ? suggestions.filter(isRecord) : []
  const meant = suggested.map(meantBy)
  const isKnown = suggested.length > 0 && meant.every((one) => one !== undefined)
  const all = [
    ...(exact === undefined ? [] : saved('exact', [exact.update], exact)),
    ...(isKnown ? suggestedOffers(suggested, joined(meant)) : []),
  ]
  const isOfSession = ({ offer: { reach } }: Offer) => reach === 'session'
  return [...all.filter(isOfSession), ...all.filter((one) => !isOfSession(one))]
}

/** A mode is set where it was suggested to be; rules and folders go wherever their user wants them. */
function suggestedOffers(suggested: readonly Update[], meant: Meant): readonly Offer[] {
  const isOfUser = suggested.some(({ destination }) => destination === 'userSettings')
  if (suggested.every(({ type }) => type !== 'setMode')) {
    return saved('suggested', suggested, meant, isOfUser ? ['userSettings'] : [])
  }
  const isWider = suggested.some(({ destination }) => destination !== 'session')
  return [
    offer('suggested', to('session', suggested), meant),
    ...(isWider ? [offer('suggested-wider', suggested, meant)] : []),
  ]
}

const saved = (id: string, updates: readonly Update[], meant: Meant, others: readonly Destination[] = []) =>
  (['session', 'localSettings', 'projectSettings', ...others] as const).map((destination) =>
    offer(destination === 'session' ? id : `${id}-${places[destination].reach}`, to(destination, updates), meant),
  )

const to = (destination: Destination, updates: readonly Update[]): readonly Update[] =>
  updates.map((update) => ({ ...update, destination }))

function offer(id: string, updates: readonly Update[], { words, meaning }: Meant): Offer {
  const reached = updates.flatMap(({ destination }) => (isDestination(destination) ? [places[destination]] : []))
  const place = reached.toSorted((a, b) => widest.indexOf(b.reach) - widest.indexOf(a.reach))[0] ?? places.session
  const isOfEdits = updates.every(({ type }) => type === 'setMode')
  return {
    offer: { id, words, meaning, rules: updates.flatMap(rulesOf), ...place, ...(isOfEdits && { isOfEdits }) },
    updates,
  }
}

/** In a rule `*` stands for anything, so a command that has one is no rule for itself alone. */
function exactRule(tool: string, input: JsonRecord): (Meant & { readonly update: Update }) | undefined {
  const command = stringOf(input['command'])
  if (tool !== 'Bash' || command === undefined || /[*\r\n]/.test(command) || command.trim() !== command)
    return undefined
  const rules = [{ toolName: tool, ruleContent: command }]
  const [program] = shellCommands(command)[0] ?? []
  const isNamed = program?.isPlain === true && /^[\w./-]+$/.test(program.text)
  return {
    update: { type: 'addRules', rules, behavior: 'allow', destination: 'session' },
    words: 'Exactly this command',
    meaning: isNamed ? `nothing else that ${program.text} can do` : 'nothing else',
  }
}

/** Undefined for an update that TCE does not know, so that nobody allows what nobody could read. */
function meantBy(update: Update): Meant | undefined {
  const { type, mode, behavior, destination } = update
  if (!isDestination(destination)) return undefined
  if (type === 'setMode' && mode === 'acceptEdits') {
    return { words: 'All edits of files', meaning: 'in its folders, and mkdir, touch, rm, mv, cp and sed there' }
  }
  if (type === 'addDirectories') {
    return { words: `Work in ${textsOf(update['directories']).join(', ')}, too`, meaning: 'as in its own folder' }
  }
  return type === 'addRules' && behavior === 'allow' ? joined(rulesIn(update).map(meantByRule)) : undefined
}

const joined = (several: readonly (Meant | undefined)[]): Meant => {
  const meanings = several.flatMap((one) => one?.meaning ?? [])
  return {
    words: several.flatMap((one) => one?.words ?? []).join('; '),
    meaning: meanings.length === 0 ? undefined : [...new Set(meanings)].join('; '),
  }
}

interface Rule {
  readonly tool: string
  readonly content: string | undefined
}

/** As its documentation tells: `:*`, or a `*` behind a blank, is a prefix; a rule without brackets is the whole tool. */
function meantByRule({ tool, content }: Rule): Meant {
  const prefix = content === undefined ? undefined : /^([^*]+?)(?::| )\*$/.exec(content)?.[1]
  if (tool === 'Bash' && prefix !== undefined) return everyCommand(prefix)
  if (tool === 'Bash' && content === undefined) return { words: 'Every command', meaning: 'whatever it does' }
  if (tool === 'Bash' && content?.includes('*') === false)
    return { words: `The command ${content}`, meaning: 'exactly so' }
  const domain = /^domain:(\S+)$/.exec(content ?? '')?.[1]
  if (domain !== undefined) return { words: `Every page of ${domain}`, meaning: 'whatever address there' }
  const [, server, call] = /^mcp__(.+?)__(.+)$/.exec(tool) ?? []
  if (content === undefined && call !== undefined) {
    return { words: `Every call of ${call} of ${server}`, meaning: 'with any arguments' }
  }
  if (content === undefined) return { words: `Every use of ${tool}`, meaning: 'whatever it is given' }
  return { words: `${tool}: ${content}`, meaning: 'all that this takes in' }
}

const everyCommand = (prefix: string): Meant =>
  /\s/.test(prefix)
    ? { words: `Every command that begins with ${prefix}`, meaning: 'whatever follows' }
    : { words: `Every ${prefix} command`, meaning: `all that ${prefix} can do` }

function rulesOf(update: Update): readonly string[] {
  const { type, mode, directories } = update
  if (type === 'setMode') return [`mode ${String(mode)}`]
  if (type === 'addDirectories') return textsOf(directories).map((dir) => `directory ${dir}`)
  return rulesIn(update).map(({ tool, content }) => (content === undefined ? tool : `${tool}(${content})`))
}

const rulesIn = ({ rules }: Update): readonly Rule[] =>
  (Array.isArray(rules) ? rules.filter(isRecord) : []).flatMap(({ toolName, ruleContent }) => {
    const tool = stringOf(toolName)
    return tool === undefined ? [] : [{ tool, content: stringOf(ruleContent) }]
  })

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
