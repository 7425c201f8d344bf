/** What a run of tests came to: by the sums that the runners themselves print, and by nothing else. */
import { describe, expect, it } from 'vitest'
import { testSum } from '../../../src/core/waiting/test-run.ts'

const vitest = `
 \u001b[32m✓\u001b[39m tests/a.test.ts (40 tests) 12ms
 Test Files  1 failed | 3 passed (4)
      Tests  1 failed | 40 passed | 2 skipped (43)
   Duration  1.20s
`

describe('the sum of a run', () => {
  it.each([
    ['npx vitest run tests/a.test.ts', vitest, 40, 1],
    ['cd web && CI=1 npm test -- keys 2>&1 | tail -20', vitest, 40, 1],
    ['npm run test:unit', 'Tests:       2 failed, 1 skipped, 39 passed, 42 total\nTime: 3 s', 39, 2],
    ['pnpm vitest', ' Tests  41 passed (41)', 41, 0],
    [
      'pytest -x',
      '=== short test summary info ===\nFAILED a.py::b\n==== 1 failed, 40 passed, 2 warnings in 2.10s ====',
      40,
      1,
    ],
    ['uv run pytest -q', '........\n41 passed in 0.52s\n', 41, 0],
    ['python3 -m pytest', '===== 3 passed, 1 error in 0.10s =====', 3, 1],
    [
      'cargo test --workspace',
      'test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\ntest result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s',
      41,
      2,
    ],
    ['node --test', '# tests 5\n# suites 1\n# pass 4\n# fail 1\n# cancelled 0', 4, 1],
    ['node --test tests/', 'ℹ tests 5\nℹ pass 5\nℹ fail 0', 5, 0],
    ['npx mocha', '  12 passing (32ms)\n  1 failing\n\n  1) sums:', 12, 1],
    ['bundle exec rspec', '41 examples, 1 failure, 2 pending', 38, 1],
    ['deno test', 'ok | 40 passed | 0 failed (2s)', 40, 0],
    ['bun test', ' 40 pass\n 1 skip\n 1 fail\nRan 42 tests', 40, 1],
    ['make check', ' Tests  41 passed (41)', 41, 0],
  ])('of %s', (command, output, passed, failed) => {
    expect(testSum(command, output)).toEqual({ passed, failed })
  })

  it.each([
    ['a log that is shown', 'cat test.log', '41 passed in 0.52s'],
    ['words that only sound so', 'npm test', 'All 41 tests passed, great!'],
    ['a run that broke off', 'npm test', ' RUN  v3\n'],
    ['a runner whose sum counts packages', 'go test ./...', 'ok  \texample.com/a\t0.1s'],
    ['a script that is named otherwise', 'npm run build', ' Tests  41 passed (41)'],
    ['a run of nothing', 'pytest', '=== no tests ran in 0.01s ==='],
    ['a message of a commit', 'git commit -m "npm test: 41 passed in 0.52s"', '41 passed in 0.52s'],
  ])('is not known of %s', (_, command, output) => {
    expect(testSum(command, output)).toBeUndefined()
  })
})
