/** The wide column of a session's page: what it was asked, and what it cost by model. The conversation has its place here, on top. */
import { Panel, PanelPart } from '../parts/panel.tsx'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { hueClass } from '../usage/model-hue.ts'
import type { SessionView } from './view.ts'
import { tokenHeads } from './view.ts'

export const SessionMain = ({ view }: { readonly view: SessionView }) => (
  <div class="session-main">
    <About view={view} />
    <Cost view={view} />
  </div>
)

function About({ view: { summary, firstPrompt } }: { readonly view: SessionView }) {
  if (summary === '' && firstPrompt === '') return null
  return (
    <section class="panel about-session">
      {summary !== '' && (
        <PanelPart title="Summary">
          <p>{summary}</p>
        </PanelPart>
      )}
      {firstPrompt !== '' && (
        <PanelPart title="First prompt">
          <p>{firstPrompt}</p>
        </PanelPart>
      )}
    </section>
  )
}

function Cost({ view: { cost, models } }: { readonly view: SessionView }) {
  return (
    <Panel title="Cost by model" aside={<span class="muted">{cost.countedTitle}</span>}>
      {models.length === 0 ? (
        <p class="quiet">No response yet: nothing was used.</p>
      ) : (
        <MiniTable
          class="wide"
          scrollLabel="Cost by model"
          columns={modelColumns}
          rows={models}
          keyOf={({ model }) => model}
          rowClass={({ isPriced }) => (isPriced ? undefined : 'unpriced')}
          foot={
            <>
              <CostRow words="Counted by us" cost={cost.counted} isStrong />
              {cost.reported && <CostRow words={cost.reported.words} cost={cost.reported.cost} />}
              {cost.reported?.difference && (
                <CostRow
                  words="Difference"
                  title="Of the responses of which both are known; with a plan an agent says $0"
                  cost={cost.reported.difference}
                />
              )}
              {cost.ledger && <CostRow words={cost.ledger.words} cost={cost.ledger.cost} />}
              {cost.ledger?.difference && (
                <CostRow
                  words="Difference"
                  title="The ledger knows helper calls that are in no transcript, and counts only the program's own runs"
                  cost={cost.ledger.difference}
                />
              )}
              {cost.told && (
                <CostRow words={`OpenTelemetry, ${cost.told.tokens}`} title={cost.told.title} cost={cost.told.cost} />
              )}
            </>
          }
        />
      )}
    </Panel>
  )
}

const modelColumns: readonly Column<SessionView['models'][number]>[] = [
  {
    id: 'model',
    head: 'Model',
    class: 'clip',
    isName: true,
    title: ({ model }) => model,
    cell: (model) => (
      <>
        <i class={`sw ${hueClass(model)}`} />
        {model.label}
      </>
    ),
  },
  { id: 'responses', head: 'Responses', class: 'num', cell: ({ responses }) => responses },
  ...tokenHeads.map((head, index) => ({
    id: head,
    head,
    class: 'num',
    title: ({ cells }: SessionView['models'][number]) => cells[index]?.exact,
    cell: ({ cells }: SessionView['models'][number]) => cells[index]?.words,
  })),
  { id: 'cost', head: 'Cost', class: 'num', cell: ({ cost }) => cost },
]

interface CostRowProps {
  readonly words: string
  readonly cost: string
  readonly title?: string
  readonly isStrong?: boolean
}

const CostRow = ({ words, cost, title, isStrong = false }: CostRowProps) => (
  <tr class={isStrong ? 'is-sum' : ''}>
    <th scope="row" colSpan={2 + tokenHeads.length} title={title}>
      {words}
    </th>
    <td class="num">{cost}</td>
  </tr>
)
