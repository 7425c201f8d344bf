/** The alerts of a running server. */
import type {
  AlertReport,
  ChannelReport,
  DeadLetter,
  FiredAlert,
  RuleReport,
  RuleTrial,
} from '../core/alerts/alert-report.ts'
import { type AlertService, alertProblemKinds } from '../services/alerts.ts'
import { bodyOf, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

/** A channel may take ten seconds to answer. */
const testTimeoutMs = 20_000

export function createRemoteAlerts(server: ServerClient): AlertService {
  const change = async <T extends object>(path: string, body: object, what: string) =>
    resultOf<T, (typeof alertProblemKinds)[number]>(
      await server.post(`/api/alerts${path}`, body, testTimeoutMs),
      what,
      alertProblemKinds,
    )
  const reported = (path: string, body: object) => change<AlertReport>(path, body, 'alerts')
  return {
    report: async () => bodyOf<AlertReport>(await server.get('/api/alerts'), 'alerts'),
    fired: async (limit) =>
      bodyOf<{ readonly fired: readonly FiredAlert[] }>(await server.get(`/api/alerts/fired?limit=${limit}`), 'alerts')
        .fired,
    deadLetters: async () =>
      bodyOf<{ readonly letters: readonly DeadLetter[] }>(await server.get('/api/alerts/dead'), 'dead letters').letters,
    saveRule: (rule) => change<RuleReport>('/rules', rule, 'a rule'),
    removeRule: (id) => reported('/rules/remove', { id }),
    tryRule: (rule) => change<RuleTrial>('/rules/try', rule, 'a rule'),
    setChannel: (order) => change<ChannelReport>('/channels', order, 'a channel'),
    removeChannel: (channel) => reported('/channels/remove', { channel }),
    testChannel: (channel) => change<ChannelReport>('/channels/test', { channel }, 'a test'),
    setQuiet: (quiet) => reported('/quiet', quiet),
    snooze: (order) => reported('/snooze', order),
    retry: (letter) => reported('/retry', { letter }),
  }
}
