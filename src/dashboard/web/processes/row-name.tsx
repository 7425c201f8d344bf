/** The name of an agent in its row or card, edited where it stands. */
import { joinLabel, labelOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { NameField, NamePencil } from '../session/marks/rename.tsx'
import { signal } from '../store.ts'

/** Of which agent the name is edited. */
const edited = signal<string | undefined>(undefined)

export function editName({ id, sessionId }: FleetAgentReport): void {
  if (sessionId !== undefined) edited.value = id
}

export const isNameEdited = ({ id }: Pick<FleetAgentReport, 'id'>): boolean => edited.value === id

/** Its row has the focus again. */
function leave(id: string): void {
  edited.value = undefined
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus())
}

export const RowNameField = ({ agent: { id, sessionId = '', name = '' } }: { readonly agent: FleetAgentReport }) => (
  <NameField sessionId={sessionId} name={name} onDone={() => leave(id)} />
)

/** Nothing where there is no session that could be named. */
export const RowPencil = ({ agent }: { readonly agent: FleetAgentReport }) =>
  agent.sessionId === undefined ? null : (
    <NamePencil name={agent.name} label={joinLabel(labelOf(agent), ', ')} onClick={() => editName(agent)} />
  )
