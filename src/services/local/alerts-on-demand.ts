/** The alerts of this machine, loaded when somebody asks or it begins to look: most commands have nothing to do with them. */
import { whenAsked } from '../../core/when-asked.ts'
import type { AlertParts, AlertsBeside, LocalAlerts } from './alerts.ts'
import { sharedSource } from './shared-source.ts'

export function alertsOnDemand(parts: AlertParts, beside: AlertsBeside): LocalAlerts {
  const { open, close } = sharedSource(async () => (await import('./alerts.ts')).createAlerts(parts, beside))
  return {
    ...whenAsked(open, ['report', 'fired', 'deadLetters', 'saveRule', 'removeRule', 'tryRule']),
    ...whenAsked(open, ['setChannel', 'removeChannel', 'testChannel', 'setQuiet', 'snooze', 'retry']),
    ...whenAsked(open, ['forget', 'settled']),
    begin: () =>
      void open().then(
        (alerts) => alerts.begin(),
        (cause: unknown) => beside.reportError('Nothing is looked at for alerts', cause),
      ),
    close,
  }
}
