/** `tce doctor` */
import { agents } from '../../agents/index.ts'
import { agentsOn, recordSourcesOf } from '../../agents/machine-sources.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { agentEnvironment } from '../../storage/agent-environment.ts'
import type { AppParts } from '../app-parts.ts'
import type { CommandContext } from '../context.ts'
import { settings } from '../context.ts'
import { runChecks } from '../doctor/checks.ts'
import { gatherFacts } from '../doctor/facts.ts'
import { doctorView } from '../views/doctor-view.ts'

export interface DoctorOptions {
  readonly json?: boolean | undefined
  /** What the transcripts hold, instead of the findings. */
  readonly transcripts?: boolean | undefined
}

/** Exit 1 only with a problem: a remark is no failure. */
export async function doctorCommand(
  { json, transcripts }: DoctorOptions,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'trayObstacle'>>,
): Promise<ExitCode> {
  const { terminal, openServices, readSettings, nowMs } = context
  const { env, platform } = terminal.io
  if (transcripts === true) return auditCommand(json === true, context)
  const trayObstacle = async () => (await loadApp()).trayObstacle()
  const facts = await gatherFacts({ nowMs: nowMs(), env, platform, openServices, readSettings, trayObstacle })
  try {
    const findings = await runChecks(facts)
    if (json === true) terminal.printJson({ findings })
    else terminal.print(doctorView(findings, terminal.look()))
    return findings.some(({ level }) => level === 'problem') ? exitCodes.couldNot : exitCodes.done
  } finally {
    await facts.services?.close()
  }
}

async function auditCommand(isJson: boolean, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const [{ auditTranscripts }, { transcriptAuditView }] = await Promise.all([
    import('../doctor/transcript-audit.ts'),
    import('../views/transcript-audit-view.ts'),
  ])
  const environment = agentEnvironment(terminal.io.env, terminal.io.platform)
  const { agents: isOn } = await settings(context)
  const report = auditTranscripts(recordSourcesOf(agentsOn(agents, isOn), environment))
  if (isJson) terminal.printJson(report)
  else terminal.print(transcriptAuditView(report, terminal.look()))
  return exitCodes.done
}
