/**
 * What faces may ask, in one record. The dashboard's server, the tray and a lone `tce` make it from this machine (local/); a `tce`
 * beside a running server uses that server's through HTTP (client/). Both pass tests/services/services.contract.ts, and a face takes
 * those it uses.
 */

import type { AdviceService } from './advice.ts'
import type { AlertService } from './alerts.ts'
import type { AnalyticsService } from './analytics.ts'
import type { BusService } from './bus.ts'
import type { DataService } from './data.ts'
import type { DeployService } from './deploy.ts'
import type { EventService } from './events.ts'
import type { FleetService } from './fleet.ts'
import type { HookService } from './hooks.ts'
import type { IdeaService } from './ideas.ts'
import type { InboxService } from './inbox.ts'
import type { InstructionService } from './instructions.ts'
import type { KeyService } from './keys.ts'
import type { LimitService } from './limits.ts'
import type { LogService } from './log.ts'
import type { ProjectService } from './projects.ts'
import type { PromptLibraryService } from './prompt-library.ts'
import type { PromptService } from './prompts.ts'
import type { SavedQueryService } from './saved-queries.ts'
import type { SearchService } from './search.ts'
import type { SessionService } from './sessions.ts'
import type { SettingsService } from './settings.ts'
import type { StatusLineService } from './status-line.ts'
import type { TaskFileService } from './task-files.ts'
import type { TaskReviewService } from './task-review.ts'
import type { TaskViewService } from './task-view.ts'
import type { TaskWorkService } from './task-work.ts'
import type { TaskService } from './tasks.ts'
import type { TeamService } from './team.ts'
import type { UsageService } from './usage.ts'
import type { WaitingService } from './waiting.ts'

export interface Services {
  /** `server`: kept up to date whoever asks, so that the ledger's figures are at hand at once. */
  readonly origin: 'this-program' | 'server'
  readonly fleet: FleetService
  readonly usage: UsageService
  readonly limits: LimitService
  readonly statusLine: StatusLineService
  readonly sessions: SessionService
  readonly search: SearchService
  readonly analytics: AnalyticsService
  readonly advice: AdviceService
  readonly log: LogService
  readonly settings: SettingsService
  readonly events: EventService
  readonly data: DataService
  readonly keys: KeyService
  readonly savedQueries: SavedQueryService
  readonly hooks: HookService
  readonly waiting: WaitingService
  readonly prompts: PromptService
  readonly inbox: InboxService
  readonly instructions: InstructionService
  readonly ideas: IdeaService
  readonly team: TeamService
  readonly deploy: DeployService
  readonly tasks: TaskService
  readonly taskView: TaskViewService
  readonly taskFiles: TaskFileService
  readonly taskWork: TaskWorkService
  readonly projects: ProjectService
  readonly taskReview: TaskReviewService
  readonly promptLibrary: PromptLibraryService
  readonly alerts: AlertService
  readonly bus: BusService
  close(): Promise<void>
}
