/** The OpenAPI document, made from the schemas that validate. */
import { rightsKey } from './access/rights.ts'
import type { createRouter } from './http.ts'

export function describeApi(app: ReturnType<typeof createRouter>, version: string) {
  const registry = app.openAPIRegistry
  if (!registry.definitions.some(({ type }) => type === 'component')) {
    registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
    registry.registerComponent('securitySchemes', 'key', { type: 'apiKey', in: 'header', name: 'X-API-Key' })
    registry.registerComponent('securitySchemes', 'hookSecret', {
      type: 'http',
      scheme: 'bearer',
      description: 'Of `tce hooks install`: good for the hooks of agents on this machine alone.',
    })
    registry.registerComponent('securitySchemes', 'taskSecret', {
      type: 'http',
      scheme: 'bearer',
      description: 'TCE_TASK_TOKEN in the environment of a task’s agent: for that task alone',
    })
    registry.registerComponent('securitySchemes', 'browser', {
      type: 'apiKey',
      in: 'cookie',
      name: 'tce_session_<port>',
    })
    registry.registerComponent('securitySchemes', 'csrf', { type: 'apiKey', in: 'header', name: 'X-TCE-CSRF' })
    registry.registerComponent('securitySchemes', 'sameUser', {
      type: 'http',
      scheme: 'none',
      description: 'On Linux a program of the same user, over loopback, reads without a credential.',
    })
  }
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'TCE',
      version,
      description:
        'Coding agents on this machine: how they are, what they cost, and ending them. Times are ISO 8601, sizes bytes, money US dollars.',
    },
  })
}

/** A route that does not say who may use it is a mistake of ours, found when the app is made. */
export function requireDeclaredAccess(app: ReturnType<typeof createRouter>): void {
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type === 'route' && !(rightsKey in definition.route)) {
      throw new Error(`The route ${definition.route.method} ${definition.route.path} declares no rights.`)
    }
  }
}
