/** Projects and backends. */
import type { BackendReport, BackendsReport, BackendTest } from '../../core/tasks/backend.ts'
import type { FenceLook } from '../../core/tasks/fence.ts'
import type { FoundRepository, ProjectReport, ProjectsReport, SetupReport } from '../../core/tasks/project.ts'
import type { BackendChange, ProjectChange, TaskChoices } from '../../services/projects.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list } from './fields.ts'
import { promptCommands } from './prompt-library.ts'

const origin = z.enum(['file', 'set', 'default']).optional()
const texts = list(z.string())

const projectFields = {
  name: z.string(),
  path: z.string(),
  branch: z.string().optional(),
  backend: z.string().optional(),
  setup: z.string().optional(),
  test: z.string().optional(),
  copy: texts.optional(),
  sandbox: z
    .object({
      ...{ enabled: z.boolean().optional(), denyRead: texts.optional(), extraWrite: texts.optional() },
      allowAppleEvents: z.boolean().optional(),
    })
    .optional(),
}

export const projectSchema = exactly<ProjectReport>()(
  z.object({
    ...projectFields,
    origins: z.object({
      path: origin,
      branch: origin,
      backend: origin,
      setup: origin,
      test: origin,
      copy: origin,
      sandbox: origin,
    }),
    problem: z.string().optional(),
    isRepository: z.boolean(),
    tasks: z.number().int(),
  }),
).openapi('Project')
export const projectsSchema = exactly<ProjectsReport>()(
  z.object({ projects: list(projectSchema), problems: texts }),
).openapi('Projects')
export const projectNamesSchema = z.object({ projects: texts })

const path = z.string().min(1).max(4_096)
const line = z.string().min(1).max(400)
const command = z.string().min(1).max(8_192)
const patterns = z.array(z.string().min(1).max(400)).max(100)

const paths = z.array(z.string().min(1).max(1_000)).max(100)
const fence = z.strictObject({
  ...{ enabled: z.boolean().optional(), denyRead: paths.optional(), extraWrite: paths.optional() },
  allowAppleEvents: z.boolean().optional(),
})

export const newProjectBody = z
  .strictObject({
    name: z.string().max(100).optional(),
    path,
    branch: line.optional(),
    backend: line.optional(),
    setup: command.optional(),
    test: command.optional(),
    copy: patterns.optional(),
    sandbox: fence.optional(),
  })
  .openapi('NewProject')
export const projectChangeBody = exactlyAsked<ProjectChange>()(
  z.strictObject({
    path: path.nullable().optional(),
    branch: line.nullable().optional(),
    backend: line.nullable().optional(),
    setup: command.nullable().optional(),
    test: command.nullable().optional(),
    copy: patterns.nullable().optional(),
    sandbox: fence.nullable().optional(),
  }),
).openapi('ProjectChange')

export const fenceSchema = exactly<FenceLook>()(
  z.object({
    ...{ isAvailable: z.boolean(), by: z.enum(['bubblewrap', 'sandbox-exec']).optional(), tool: z.string().optional() },
    ...{ problem: z.string().optional(), next: z.string().optional() },
  }),
).openapi('Fence')

export const scanBody = z.strictObject({ folder: path })
export const scanSchema = z.object({
  repositories: list(
    exactly<FoundRepository>()(z.object({ path: z.string(), name: z.string(), isKnown: z.boolean() })),
  ),
})
export const setupReportSchema = exactly<SetupReport>()(
  z.object({
    ...{ command: z.string(), hash: z.string(), files: texts, isTrusted: z.boolean(), hasChanged: z.boolean() },
  }),
).openapi('SetupCommand')
export const setupSchema = z.object({ setup: setupReportSchema.optional() })
export const trustBody = z.strictObject({ hash: z.string().max(64) })
const modes = list(z.object({ mode: z.string(), words: z.string() }))
export const choicesQuery = z.object({ backend: z.string().max(60).optional() })
export const choicesSchema = exactly<TaskChoices>()(
  z.object({ branches: texts, models: texts, modes, worktrees: z.string() }),
).openapi('TaskChoices')
export const skillsQuery = z.object({
  project: z.string().max(4_096).optional(),
  backend: z.string().max(60).optional(),
  filter: z.string().max(300).optional(),
})
export const skillsSchema = z.object({ skills: promptCommands })
export const projectFilesQuery = z.object({ query: z.string().max(300).default('') })

export const nameParam = z.object({
  name: z
    .string()
    .max(100)
    .openapi({ param: { name: 'name', in: 'path' }, example: 'payments-api' }),
})

const backendFields = {
  agent: z.string().optional(),
  command: texts,
  promptFlag: z.string().optional(),
  modelFlag: z.string().optional(),
  model: z.string().optional(),
  modeFlag: z.string().optional(),
  mode: z.string().optional(),
  sessionFlag: z.string().optional(),
  resume: texts.optional(),
  fork: texts.optional(),
  headless: texts.optional(),
  env: z.record(z.string(), z.string()).optional(),
}

export const backendSchema = exactly<BackendReport>()(
  z.object({
    name: z.string(),
    ...backendFields,
    origins: z.object({
      ...{ agent: origin, command: origin, promptFlag: origin, modelFlag: origin, model: origin, modeFlag: origin },
      ...{ mode: origin, sessionFlag: origin, resume: origin, headless: origin, env: origin },
      fork: origin,
    }),
    ...{ isSeeded: z.boolean(), isDefault: z.boolean(), isInstalled: z.boolean() },
  }),
).openapi('Backend')
export const backendsSchema = exactly<BackendsReport>()(
  z.object({ backends: list(backendSchema), problems: texts }),
).openapi('Backends')

const words = z.array(z.string().max(4_096)).max(100)
export const backendChangeBody = exactlyAsked<BackendChange>()(
  z.strictObject({
    agent: line.nullable().optional(),
    command: words.nullable().optional(),
    promptFlag: z.string().max(400).nullable().optional(),
    modelFlag: line.nullable().optional(),
    model: line.nullable().optional(),
    modeFlag: line.nullable().optional(),
    mode: line.nullable().optional(),
    sessionFlag: line.nullable().optional(),
    resume: words.nullable().optional(),
    fork: words.nullable().optional(),
    headless: words.nullable().optional(),
    env: z.record(z.string().max(200), z.string().max(8_192)).nullable().optional(),
  }),
).openapi('BackendChange')
export const backendTestSchema = exactly<BackendTest>()(
  z.object({
    ...{ isWorking: z.boolean(), tookMs: z.number(), message: z.string(), output: z.string() },
    ...{ hasTranscript: z.boolean().optional(), costUsd: z.number().optional() },
  }),
).openapi('BackendTest')
