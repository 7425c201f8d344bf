import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { agentsFolder } from './tests/tools/agents/programs.ts'
import { claudeProgram } from './tests/tools/find-claude.ts'
import { LongFirst } from './tests/tools/long-first.ts'
import { retriesReporter } from './tests/tools/retries-reporter.ts'

/** .ci/run counts from these files; a human reads the terminal. */
const reportFile = process.env['TCE_TEST_REPORT']
const retriesFile = process.env['TCE_TEST_RETRIES']

// Most processes of the tests load the same files: each is compiled, and stripped of its types, once.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/tce-compiled')

const everything = ['tests/**/*.test.{ts,tsx}']
/** Tests that leave nothing behind in their process: it serves many files. What starts programs or browsers has one of its own. */
const shared = [
  'tests/architecture.test.ts',
  'tests/{agents,bench,cli,client,core,sessions,storage,terminal,tracker}/**/*.test.{ts,tsx}',
  // The longest has a process of its own, begun first: tests/tools/long-first.ts.
  'tests/services/**/!(services).test.{ts,tsx}',
  'tests/dashboard/{*,access/*,stream/*}.test.{ts,tsx}',
  'tests/dashboard/web/{*,!(browser)/*}.test.{ts,tsx}',
  'tests/scanner/{!(pid-namespace|process-table|scanner),darwin/*,win32/*,linux/!(process-table)}.test.ts',
  'tests/alerts/**/*.test.ts',
]

/** The genuine Claude Code and the other agents, session after session: `npm run test:agents`, a step of its own. */
const agents = [
  'tests/control/kill-claude.test.ts',
  'tests/e2e/agents/*.test.ts',
  'tests/e2e/live-session.test.ts',
  'tests/e2e/real-claude.test.ts',
  'tests/e2e/{hooks,hooks-astray,open,prompts,prompts-in-background,prompts-in-places,team,telemetry,waiting,waiting-by-key,statusline,tasks}.test.ts',
  'tests/e2e/real-cost.test.ts',
  'tests/tui/real-claude.test.ts',
]

export default defineConfig({
  test: {
    globalSetup: ['tests/temporary-files.ts'],
    setupFiles: ['tests/isolate.ts'],
    // Looked up here, because inside the tests HOME is a temporary one.
    env: { TCE_CLAUDE: claudeProgram() ?? '', TCE_AGENTS: agentsFolder() },
    reporters: [
      'default',
      ...(reportFile === undefined ? [] : [['json', { outputFile: reportFile }] as ['json', { outputFile: string }]]),
      retriesReporter(retriesFile),
    ],
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    // Browsers, terminals and real processes on a shared machine: a test that fails three times is broken, one that fails once was disturbed.
    retry: process.env['CI'] === undefined ? 0 : 2,
    hookTimeout: 60_000,
    // A second, as usual, is short where a browser shares the machine.
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks',
    // Much of it waits for another process: with one worker less than cores, as usual, half of a small machine would idle.
    maxWorkers: availableParallelism() + 2,
    projects: [
      { extends: true, test: { name: 'agents', include: agents } },
      {
        extends: true,
        test: { name: 'own-process', include: everything, exclude: [...configDefaults.exclude, ...shared, ...agents] },
      },
      { extends: true, test: { name: 'shared', include: shared, isolate: false } },
    ],
  },
})
