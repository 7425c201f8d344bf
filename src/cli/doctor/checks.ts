/** The checks of `tce doctor`, in the order of its report. A new one is a function and a line here. */
import type { Finding } from '../views/doctor-view.ts'
import { checkAgents, checkFleetProblems, checkVersions } from './agent-checks.ts'
import { checkEachAgent } from './agent-list.ts'
import type { DoctorFacts } from './facts.ts'
import { checkFence } from './fence-check.ts'
import { checkHooks } from './hook-checks.ts'
import { checkInstallation } from './installation.ts'
import { checkLedger } from './ledger-checks.ts'
import { checkDataDir, checkLocale, checkNode, checkServer, checkSettings, checkToken } from './machine-checks.ts'
import { checkPullRequests } from './pull-request-check.ts'
import { checkSending } from './sending-check.ts'
import { checkStatusLine } from './status-line-checks.ts'
import { checkStores } from './store-checks.ts'
import { checkArchive, checkCleanup, checkTranscripts } from './transcript-checks.ts'
import { checkTray } from './tray-checks.ts'

export type DoctorCheck = (facts: DoctorFacts) => readonly Finding[] | Promise<readonly Finding[]>

export const doctorChecks: readonly DoctorCheck[] = [
  checkAgents,
  checkVersions,
  checkInstallation,
  checkHooks,
  checkStatusLine,
  checkEachAgent,
  checkFleetProblems,
  checkTranscripts,
  checkCleanup,
  checkArchive,
  checkLedger,
  checkStores,
  checkSettings,
  checkDataDir,
  checkToken,
  checkServer,
  checkSending,
  checkFence,
  checkPullRequests,
  checkTray,
  checkNode,
  checkLocale,
]

/** A check that fails is a finding too: the others still say what they saw. */
export async function runChecks(
  facts: DoctorFacts,
  checks: readonly DoctorCheck[] = doctorChecks,
): Promise<readonly Finding[]> {
  const results = await Promise.all(
    checks.map(async (check) => {
      try {
        return await check(facts)
      } catch (cause) {
        return [failedCheck(check.name, cause)]
      }
    }),
  )
  return results.flat()
}

const failedCheck = (name: string, cause: unknown): Finding => ({
  section: 'This machine',
  level: 'problem',
  message: `The check "${name}" failed: ${cause instanceof Error ? cause.message : String(cause)}.`,
})
