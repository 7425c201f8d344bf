import { defineConfig } from 'vitest/config'
import { claudeProgram } from './tests/tools/find-claude.ts'
import { retriesReporter } from './tests/tools/retries-reporter.ts'

/** .ci/run counts from these files; a human reads the terminal. */
const reportFile = process.env['TCE_TEST_REPORT']
const retriesFile = process.env['TCE_TEST_RETRIES']

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/isolate.ts'],
    // Looked up here, because inside the tests HOME is a temporary one.
    env: { TCE_CLAUDE: claudeProgram() ?? '' },
    reporters: [
      'default',
      ...(reportFile === undefined ? [] : [['json', { outputFile: reportFile }] as ['json', { outputFile: string }]]),
      retriesReporter(retriesFile),
    ],
    testTimeout: 60_000,
    // Browsers, terminals and real processes on a shared machine: a test that fails three times is broken, one that fails once was disturbed.
    retry: process.env['CI'] === undefined ? 0 : 2,
    hookTimeout: 60_000,
    pool: 'forks',
  },
})
