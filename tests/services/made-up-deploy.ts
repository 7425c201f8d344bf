/** Agents that can be begun, and a terminal that only remembers what it was told. */
import type { Result } from '../../src/core/result.ts'
import { ok } from '../../src/core/result.ts'
import type { DeployParts } from '../../src/services/local/deploy.ts'

export interface MadeUpTerminal {
  readonly opened: { readonly argv: readonly string[]; readonly folder: string }[]
  /** What comes of the next one. */
  result: Result<string, string> | undefined
}

export function madeUpDeploy(terminal: MadeUpTerminal = { opened: [], result: ok('in tmux, pane %9') }): DeployParts {
  const { opened } = terminal
  return {
    agents: [
      {
        ...{ agent: 'claude', name: 'Claude Code', program: 'claude', takesPrompt: true, models: ['opus', 'sonnet'] },
        argvOf: ({ model, prompt }) => [
          ...['claude', ...(model === undefined ? [] : ['--model', model])],
          ...(prompt === undefined ? [] : [prompt]),
        ],
      },
      {
        ...{ agent: 'kimi', name: 'Kimi', program: 'kimi', takesPrompt: false, models: [] },
        argvOf: ({ prompt }) => (prompt === undefined ? ['kimi'] : undefined),
      },
      {
        ...{ agent: 'aider', name: 'Aider', program: 'aider', takesPrompt: false, models: [] },
        argvOf: () => ['aider'],
      },
    ],
    isOnPath: (program) => program !== 'aider',
    async findWindow() {
      const { result } = terminal
      if (result === undefined) return undefined
      return {
        where: 'in a new window of tmux',
        async open(argv, folder) {
          opened.push({ argv, folder })
          return result
        },
      }
    },
    homeDir: '/home/dev',
  }
}
