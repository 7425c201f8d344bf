/** Names the tests that did not pass at once. A second try is for a disturbed machine; what needs it often is a fault, and must be seen. */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, TestCase } from 'vitest/node'

/** `file`: one line per test, for .ci/run and scripts/test-again.ts. */
export function retriesReporter(file: string | undefined): Reporter {
  const retried: string[] = []
  return {
    onTestCaseResult(test) {
      const retries = test.diagnostic()?.retryCount ?? 0
      if (retries > 0) retried.push(inWords(test, retries))
    },
    onTestRunEnd() {
      if (file !== undefined) writeFileSync(file, retried.map((line) => `${line}\n`).join(''))
      if (retried.length > 0) console.log(`\n${retried.length} needed a retry:\n${retried.join('\n')}`)
    },
  }
}

function inWords(test: TestCase, retries: number): string {
  const place = relative(process.cwd(), test.module.moduleId)
  const [reason = ''] = (test.result().errors?.[0]?.message ?? '').split('\n')
  return `${place} > ${test.fullName} (${retries}×: ${reason})`
}
