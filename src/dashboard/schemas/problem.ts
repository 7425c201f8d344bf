/** Every refusal and failure. */
import { z } from '../http.ts'
import type { Problem } from '../problem.ts'
import { answer } from './answer.ts'
import { exactly } from './exactly.ts'

export const problemFields = { error: z.object({ code: z.string(), message: z.string() }) }
export const problemSchema = exactly<Problem>()(z.object(problemFields)).openapi('Problem')

const refusal = (description: string) => answer(description, problemSchema)

/** What any route may answer instead. */
export const refusals = {
  400: refusal('Something about the request is wrong; the message names what is allowed'),
  401: refusal('Not signed in, or a wrong credential'),
  403: refusal('Host, Origin or CSRF header do not fit'),
  429: refusal('Too many; see Retry-After'),
}

/** …and routes that take a body. */
export const bodyRefusals = {
  ...refusals,
  413: refusal('More than 64 KiB'),
  415: refusal('Not JSON'),
}

export const notFound = { 404: refusal('There is no such thing') }

/** …and those that write. */
export const unwritable = { 503: refusal('The disk takes nothing now') }
