/** The agents whose screens are recorded: how each begins in a home of its own, asks before it acts, and is left alone. */

import { codexSettings } from '../agents/codex-settings.ts'
import { opencodeEnvironment, opencodeSettings } from '../agents/opencode-settings.ts'
import * as others from '../agents/other-settings.ts'
import { agentProgram } from '../agents/programs.ts'
import { claudeProgram } from '../find-claude.ts'
import type { ModelTool } from '../model/model-answer.ts'
import { addingPatch, shellCall } from '../model/model-answer.ts'
import { claudeScenes, formServers } from './claude-scenes.ts'
import type { Hands, Scene, Stage } from './scenes.ts'
import type { Act } from './scripted-model.ts'

export interface HomeFiles {
  readonly dir: string
  readonly cwd: string
  write(path: string, text: string): void
}

export interface Variant {
  readonly columns: number
  readonly rows: number
  readonly theme: 'dark' | 'light'
  readonly language: string
}

type Call = NonNullable<Act['call']>

export interface Asked {
  readonly call: Call
  /** What is called before it. */
  readonly first?: Call | undefined
  readonly shown: RegExp
}

export interface RecordedAgent {
  readonly file: string
  env(modelUrl: string, variant: Variant): Readonly<Record<string, string>>
  setUp(home: HomeFiles, modelUrl: string, variant: Variant): void
  readonly args: readonly string[]
  /** It can be typed into. */
  readonly ready: RegExp
  /** What a first start in a folder asks, and the keys that say yes. */
  readonly first?: RegExp | undefined
  readonly yes?: readonly string[] | undefined
  /** What it may not do unasked, by scene, and what its screen shows then. */
  asks(cwd: string): Readonly<Record<string, Asked>>
  /** The key that allows what it asks. */
  readonly allow: string
  /** Ends a turn; some want it twice. */
  readonly stop: readonly string[]
  /** A status that it does not try again. */
  readonly fault: number
  /** Commands of its own that open something, and what they show. */
  /** What it alone has. */
  readonly more?: ((stage: Stage, hands: Hands) => readonly Scene[]) | undefined
  readonly menus: Readonly<Record<string, { readonly keys: string; readonly shown: RegExp }>>
}

const esc = '\u001b'
const shell =
  (command: string): Call =>
  (tools) =>
    shellCall(tools, command, { asks: true })
/** With what the tool insists on; `what` by the beginnings of its fields' names. */
const named =
  (name: RegExp, what: Readonly<Record<string, unknown>>): Call =>
  (tools) => {
    const tool = tools.find((one) => name.test(one.name))
    return tool && { name: tool.name, input: fill(tool, what) }
  }
function fill(
  { input: { properties = {}, required = [] } }: ModelTool,
  what: Readonly<Record<string, unknown>>,
): object {
  const fields = Object.keys(properties).flatMap((field): readonly (readonly [string, unknown])[] => {
    const key = Object.keys(what).find((one) => new RegExp(`^(?:${one})$`, 'i').test(field))
    if (key !== undefined) return [[field, what[key]]]
    return required.includes(field) ? [[field, properties[field]?.type === 'boolean' ? false : 'Say hello']] : []
  })
  return Object.fromEntries(fields)
}

/** Its program runs as long as nobody ends it: what is at work is known by it. */
const longCommand = 'sleep 45'
const made = (cwd: string) => ({ 'file_?path|path': `${cwd}/hello.txt`, 'content|file_text|text': 'one\ntwo\n' })
const orders = 'one\ntwo\nthree\n'
const read = (cwd: string) => ({ 'file_?path|path|absolute_path': `${cwd}/orders.txt` })
const edit = (cwd: string) => ({ ...read(cwd), 'old_?string': 'two', 'new_?string': 'TWO' })
const question = {
  questions: [
    {
      ...{ question: 'Which colour should the button have?', header: 'Colour', multiSelect: false },
      options: ['Red', 'Blue'].map((label) => ({ label, description: `A button that is ${label.toLowerCase()}` })),
    },
  ],
}

const claudeKey = 'sk-ant-api03-mock-model-server-key-000000'

const claude: RecordedAgent = {
  file: claudeProgram() ?? '',
  env: (url) => ({
    ...{ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: claudeKey },
    ...{ DISABLE_AUTOUPDATER: '1', DISABLE_TELEMETRY: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
  }),
  setUp({ write }, _url, { theme }) {
    const customApiKeyResponses = { approved: [claudeKey.slice(-20)], rejected: [] }
    write('servers.json', formServers)
    write('shop/orders.txt', orders)
    write('.claude.json', JSON.stringify({ hasCompletedOnboarding: true, theme, customApiKeyResponses }))
  },
  args: ['--permission-mode', 'default'],
  ready: /\? for shortcuts|manual mode on|shift\+tab to cycle/,
  first: /trust/i,
  // It stands at No.
  yes: ['\u001b[B', '\r'],
  asks: (cwd) => ({
    // What only sleeps it runs unasked, and not for long.
    bash: { call: shell('touch begun.txt; sleep 20'), shown: /Do you want to proceed/ },
    write: { call: named(/^Write$/, made(cwd)), shown: /Do you want to create/ },
    edit: {
      ...{ first: named(/^Read$/, read(cwd)), call: named(/^Edit$/, edit(cwd)) },
      shown: /Do you want to make this edit/,
    },
    fetch: {
      first: () => ({ name: 'ToolSearch', input: { query: 'select:WebFetch' } }),
      call: () => ({ name: 'WebFetch', input: { url: 'https://example.org/orders', prompt: 'What is it' } }),
      shown: /Do you want to/,
    },
    question: {
      call: (tools) =>
        tools.some(({ name }) => name === 'AskUserQuestion') ? { name: 'AskUserQuestion', input: question } : undefined,
      shown: /Which colour/,
    },
  }),
  allow: '1',
  stop: [esc],
  fault: 500,
  menus: {
    'menu-model': { keys: '/model', shown: /Select model|Enter to confirm|esc to/i },
    'menu-help': { keys: '/help', shown: /for more help|commands/i },
  },
  more: claudeScenes,
}

const codex: RecordedAgent = {
  file: agentProgram('codex').file,
  env: () => ({}),
  setUp({ write, cwd }, url) {
    const patient = codexSettings(url, cwd).replace(
      'wire_api',
      'request_max_retries = 0\nstream_max_retries = 0\nwire_api',
    )
    // Whether the folder is trusted is asked by the first one.
    write('.codex/config.toml', patient.replace(/\[projects[\s\S]*?"trusted"\n/, ''))
  },
  args: ['-s', 'read-only', '-a', 'on-request'],
  ready: /^\s*›(?! \d)/m,
  first: /trust|Do you (?:want|allow)/i,
  asks: () => ({
    bash: { call: shell(longCommand), shown: /Would you like to run/ },
    write: {
      call: (tools) => {
        const tool = tools.find(({ name }) => name === 'apply_patch')
        return tool && { name: tool.name, input: addingPatch('hello.txt') }
      },
      shown: /Would you like to make|Allow Codex/,
    },
    'bash-long': { call: shell(`printf '%s\\n' ${'a-rather-long-word '.repeat(14)}`), shown: /Would you like to run/ },
  }),
  allow: 'y',
  stop: [esc],
  fault: 400,
  menus: {
    'menu-model': { keys: '/model', shown: /Select Model|Press enter/i },
    'menu-approvals': { keys: '/permissions', shown: /Press enter|Permissions/i },
  },
}

const opencode: RecordedAgent = {
  file: agentProgram('opencode').file,
  env: () => opencodeEnvironment,
  setUp({ write }, url) {
    write('shop/orders.txt', orders)
    const permission = { bash: 'ask', edit: 'ask', webfetch: 'ask' }
    write('.config/opencode/opencode.json', JSON.stringify({ ...JSON.parse(opencodeSettings(url)), permission }))
  },
  args: [],
  ready: /Ask anything|tab agents|ctrl\+p commands|Build/,
  asks: (cwd) => ({
    bash: { call: shell(longCommand), shown: /Permission required/ },
    write: { call: named(/^write$/, made(cwd)), shown: /Permission required/ },
    edit: { first: named(/^read$/, read(cwd)), call: named(/^edit$/, edit(cwd)), shown: /Permission required/ },
    fetch: {
      call: named(/^webfetch$/, { url: 'https://example.org/orders', format: 'text' }),
      shown: /Permission required/,
    },
    question: {
      call: (tools) =>
        tools.some(({ name }) => name === 'question') ? { name: 'question', input: question } : undefined,
      shown: /Which colour/,
    },
  }),
  allow: '\r',
  stop: [esc, esc],
  fault: 400,
  menus: {
    'menu-models': { keys: '/models', shown: /Select model/i },
    'menu-help': { keys: '/help', shown: /Help|esc/ },
    'menu-commands': { keys: '\u0010', shown: /Commands/ },
  },
}

const gemini: RecordedAgent = {
  file: agentProgram('gemini').file,
  env: others.geminiEnvironment,
  setUp: ({ write }, _url, { theme }) =>
    write(
      '.gemini/settings.json',
      JSON.stringify({ ...others.geminiSettings, ui: { theme: theme === 'light' ? 'Default Light' : 'Default' } }),
    ),
  args: ['-m', 'gemini-2.5-flash'],
  ready: /Type your message/,
  asks: (cwd) => ({
    bash: { call: shell(longCommand), shown: /Allow execution/ },
    write: { call: named(/^write_file$/, made(cwd)), shown: /Apply this change/ },
    fetch: {
      call: named(/^web_fetch$/, { prompt: 'Read https://example.org/orders' }),
      shown: /Do you want to proceed|Allow/,
    },
  }),
  allow: '\r',
  stop: [esc],
  fault: 400,
  menus: {
    'menu-model': { keys: '/model', shown: /Select Model|Press Esc/i },
    'menu-theme': { keys: '/theme', shown: /Theme/ },
  },
}

const qwen: RecordedAgent = {
  ...gemini,
  file: agentProgram('qwen').file,
  env: (url, { language }) => ({
    ...others.qwenEnvironment(url),
    ...(language === 'en' ? {} : { QWEN_CODE_LANG: language }),
  }),
  setUp: ({ write }) => write('.qwen/settings.json', JSON.stringify(others.qwenSettings)),
  args: ['--approval-mode', 'default'],
  asks: (cwd) => ({
    // It refuses to sleep for long alone, and fetches unasked.
    bash: { call: shell('touch begun.txt; sleep 20'), shown: /Allow execution|確認を待って/ },
    write: { call: named(/^write_file$/, made(cwd)), shown: /Apply this change|確認を待って/ },
  }),
  ready: /@path|@ ?\S*(?:路径|文件|パス|Pfad)|Type your message/i,
}

const copilot: RecordedAgent = {
  file: agentProgram('copilot').file,
  env: others.copilotEnvironment,
  setUp: ({ write, cwd }) => write('.copilot/config.json', JSON.stringify({ trusted_folders: [cwd], banner: 'never' })),
  args: [],
  ready: /commands|mention|shift\+tab/,
  first: /trust/i,
  asks: (cwd) => ({
    bash: { call: shell(longCommand), shown: /Do you want to run/i },
    write: { call: named(/^create$/, made(cwd)), shown: /Do you want to/ },
  }),
  allow: '1',
  stop: [esc, esc],
  fault: 400,
  menus: {
    'menu-model': { keys: '/model', shown: /Select|model/i },
    'menu-help': { keys: '/help', shown: /Help|commands/i },
  },
}

const kimi: RecordedAgent = {
  file: agentProgram('kimi').file,
  env: () => ({}),
  setUp({ write }, url) {
    write('.kimi-code/config.toml', others.kimiSettings(url))
    write('.kimi-code/tui.toml', '[upgrade]\nauto_install = false\n')
  },
  args: [],
  ready: /context: \d/,
  first: /Trust this folder/,
  asks: (cwd) => ({
    bash: { call: shell(longCommand), shown: /Run this command/ },
    write: { call: named(/^(?:Write|WriteFile)$/, made(cwd)), shown: /Approve|Write|Create/ },
  }),
  allow: '1',
  stop: [esc],
  fault: 400,
  menus: { 'menu-model': { keys: '/model', shown: /model/i }, 'menu-help': { keys: '/help', shown: /help/i } },
}

const pi: RecordedAgent = {
  file: agentProgram('pi').file,
  env: () => ({ PI_OFFLINE: '1' }),
  setUp: ({ write }, url) => write('.pi/agent/models.json', JSON.stringify(others.piModels(url))),
  args: ['--provider', 'mock', '--model', 'mock-large'],
  ready: /mock-large/,
  asks: () => ({}),
  allow: '',
  stop: [esc],
  fault: 400,
  menus: {
    'menu-model': { keys: '/model', shown: /model/i },
    'menu-settings': { keys: '/settings', shown: /settings|Enter/i },
  },
}

export const agents = { claude, codex, opencode, gemini, qwen, copilot, kimi, pi } as const
