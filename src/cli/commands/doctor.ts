/** `tce doctor` */
import type { AppParts } from '../app-parts.ts'
import type { CommandContext } from '../context.ts'
import { runChecks } from '../doctor/checks.ts'
import { gatherFacts } from '../doctor/facts.ts'
import { doctorView } from '../doctor-view.ts'
import type { ExitCode } from '../io.ts'
import { exitCodes } from '../io.ts'

export interface DoctorOptions {
  readonly json?: boolean | undefined
}

/** Exit 1 only with a problem: a remark is no failure. */
export async function doctorCommand(
  { json }: DoctorOptions,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'trayObstacle'>>,
): Promise<ExitCode> {
  const { terminal, openMonitor, nowMs } = context
  const { env, platform } = terminal.io
  const trayObstacle = async () => (await loadApp()).trayObstacle()
  const facts = await gatherFacts({ nowMs: nowMs(), env, platform, openMonitor, trayObstacle })
  try {
    const findings = await runChecks(facts)
    if (json === true) terminal.printJson({ findings })
    else terminal.print(doctorView(findings, terminal.look()))
    return findings.some(({ level }) => level === 'problem') ? exitCodes.couldNot : exitCodes.done
  } finally {
    await facts.monitor?.close()
  }
}
