/** Agents that TCE begins. */
import type { DeployChoices, Deployed, DeployRequest } from '../../services/deploy.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list } from './fields.ts'

export const choicesSchema = exactly<DeployChoices>()(
  z.object({
    agents: list(
      z.object({
        agent: z.string(),
        name: z.string(),
        isInstalled: z.boolean(),
        takesPrompt: z.boolean(),
        models: list(z.string()),
      }),
    ),
    folders: list(z.string()),
    where: z.string().optional(),
  }),
).openapi('DeployChoices')

export const foldersQuery = z.object({ path: z.string().min(1).max(4_096) })
export const foldersSchema = z.object({ folders: list(z.string()) })

export const deployBody = exactlyAsked<DeployRequest>()(
  z.strictObject({
    folder: z.string().min(1).max(4_096),
    agent: z.string().max(40).optional(),
    model: z.string().max(200).optional(),
    prompt: z.string().max(65_536).optional(),
  }),
).openapi('DeployRequest')

export const deployedSchema = exactly<Deployed>()(z.object({ message: z.string() })).openapi('Deployed')
