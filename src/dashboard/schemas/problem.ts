/** Every refusal and failure. */
import { z } from '../http.ts'
import type { Problem } from '../problem.ts'
import { exactly } from './exactly.ts'

export const problemFields = { error: z.object({ code: z.string(), message: z.string() }) }
export const problemSchema = exactly<Problem>()(z.object(problemFields)).openapi('Problem')

const answer = (description: string) => ({ description, content: { 'application/json': { schema: problemSchema } } })

/** What any route may answer instead. */
export const refusals = {
  400: answer('Something about the request is wrong; the message names what is allowed'),
  401: answer('Not signed in, or a wrong credential'),
  403: answer('Host, Origin or CSRF header do not fit'),
  429: answer('Too many; see Retry-After'),
}

/** …and routes that take a body. */
export const bodyRefusals = {
  ...refusals,
  413: answer('More than 64 KiB'),
  415: answer('Not JSON'),
}

export const notFound = { 404: answer('There is no such thing') }
