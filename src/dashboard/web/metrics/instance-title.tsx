/** How an agent is called here, and how full its context is. */
import type { InstanceMetrics } from '../../../core/analytics/instance-metrics.ts'
import { plainText } from '../../../core/words/text.ts'
import { KindMark } from '../parts/kind-mark.tsx'

export const titleOf = ({ project, name, title, sessionId }: InstanceMetrics): string =>
  plainText([project ?? sessionId.slice(0, 8), name ?? title].filter((part) => part !== undefined).join(' · '))

export const InstanceName = ({ instance }: { readonly instance: InstanceMetrics }) => (
  <>
    <KindMark agent={instance.agent} /> {plainText(instance.project ?? instance.sessionId.slice(0, 8))}{' '}
    <span class="muted">{plainText(instance.name ?? instance.title ?? '')}</span>
  </>
)

/** 0 where it is not known. */
export const shareOf = ({ contextTokens, contextWindowTokens }: InstanceMetrics): number =>
  contextTokens === undefined || contextWindowTokens === undefined ? 0 : contextTokens / contextWindowTokens
