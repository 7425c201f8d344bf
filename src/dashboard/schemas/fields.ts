/** Fields that several routes share, with the words a wrong one is answered with. */
import { agentChoices, agentsNamed } from '../../agents/kinds.ts'
import { z } from '../http.ts'

export const moment = z.iso.datetime({ offset: true }).openapi({ example: '2026-11-20T14:29:12.000Z' })

export const limit = (standard: number) => {
  const error = 'a whole number from 1 to 1000'
  return z.coerce
    .number(error)
    .int(error)
    .min(1, error)
    .max(1000, error)
    .default(standard)
    .openapi({ description: 'How many at most, 1–1000' })
}

export const day = z.iso.date('a day as YYYY-MM-DD')

export const timezone = z
  .string()
  .refine(isTimezone, 'an IANA time zone, e.g. Europe/Rome')
  .openapi({ example: 'Europe/Rome' })

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

export const pid = z.coerce
  .number('a process id')
  .int('a process id')
  .min(1, 'a process id')
  .max(2 ** 32, 'a process id')

export const start = z
  .string()
  .min(1)
  .max(100)
  .openapi({ description: '`start` of the process as /api/processes gave it', example: '8812345' })

export const shortText = z.string().min(1).max(500)

/** `?agent=cx,oc` or `?agent=codex&agent=opencode`. */
export const agentFilter = z
  .union([z.string().max(500), z.array(z.string().max(500)).max(50).readonly()])
  .transform((asked, context) => {
    const named = agentsNamed('agent', [asked].flat())
    if (named.ok) return [...named.value]
    context.addIssue({ code: 'custom', message: `one or several of ${agentChoices}` })
    return z.NEVER
  })
  .openapi({
    type: 'string',
    description: 'Of these agents alone: marks or ids, several with commas',
    example: 'cx,oc',
  })

/** What we send is not changed any more: the readonly arrays of core. */
export const list = <S extends z.ZodType>(item: S) => z.array(item).readonly()
