/** A whole session as a file, secrets redacted, made as it is read. */
import { type SessionFormat, sessionFormats } from '../../core/export/session-format.ts'
import { titleOf } from '../../core/session/session-title.ts'
import { fileName } from '../../core/words/file-name.ts'
import { exportSession } from '../../services/session-export.ts'
import type { SessionService } from '../../services/sessions.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, z } from '../http.ts'
import { notFound, refusals } from '../schemas/problem.ts'
import { sessionParam } from '../schemas/sessions.ts'
import { isHeadOnly } from '../stream/send.ts'
import { textStream } from '../text-stream.ts'
import { noSession } from './no-session.ts'

const kinds: Readonly<Record<SessionFormat, { readonly type: string; readonly ending: string }>> = {
  markdown: { type: 'text/markdown; charset=utf-8', ending: 'md' },
  html: { type: 'text/html; charset=utf-8', ending: 'html' },
  json: { type: 'application/json; charset=utf-8', ending: 'json' },
  prompt: { type: 'text/plain; charset=utf-8', ending: 'txt' },
}

const exported = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/sessions/{id}/export',
  summary: 'A whole session as a file: Markdown, HTML, JSON, or a prompt that another agent carries on from',
  request: {
    params: sessionParam,
    query: z.object({ format: z.enum(sessionFormats, `one of ${sessionFormats.join(', ')}`) }),
  },
  responses: {
    200: {
      description: 'The file',
      content: {
        'text/markdown': { schema: z.string() },
        'text/html': { schema: z.string() },
        'application/json': { schema: z.object({}) },
        'text/plain': { schema: z.string() },
      },
    },
    ...refusals,
    ...notFound,
  },
})

export const sessionExportRoutes = (sessions: Pick<SessionService, 'find' | 'watch'>) =>
  createRouter().openapi(exported, async (c) => {
    const { id } = c.req.valid('param')
    const { format } = c.req.valid('query')
    const file = await exportSession(sessions, id, format)
    if (file === undefined) return noSession(c, id)
    const { type, ending } = kinds[format]
    const name = fileName(`${(titleOf(file.session) ?? file.session.id).slice(0, 80)}.${ending}`)
    const headers = { 'Content-Type': type, 'Content-Disposition': attachmentOf(name) }
    if (isHeadOnly(c)) {
      await file.text.return(undefined)
      return c.body(null, 200, headers)
    }
    return c.body(textStream('', file.text), 200, headers)
  })

/** In any language: RFC 6266 with RFC 8187. */
export const attachmentOf = (name: string): string =>
  `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`
