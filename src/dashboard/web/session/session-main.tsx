/** The wide column of a session's page: what it was asked, and what it cost by model. The conversation has its place here, on top. */
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
        <>
          <h2>Summary</h2>
          <p>{summary}</p>
        </>
      )}
      {firstPrompt !== '' && (
        <>
          <h2>First prompt</h2>
          <p>{firstPrompt}</p>
        </>
      )}
    </section>
  )
}

function Cost({ view: { cost, models } }: { readonly view: SessionView }) {
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>Cost by model</h2>
        <span class="muted">{cost.countedTitle}</span>
      </header>
      {models.length === 0 ? (
        <p class="quiet">No response yet: nothing was used.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a narrow screen.
        <section class="scroll" tabIndex={0} aria-label="Cost by model">
          <table class="mini wide">
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col" class="num">
                  Responses
                </th>
                {tokenHeads.map((head) => (
                  <th key={head} scope="col" class="num">
                    {head}
                  </th>
                ))}
                <th scope="col" class="num">
                  Cost
                </th>
              </tr>
            </thead>
            <tbody>
              {models.map((model) => (
                <tr key={model.model} class={model.isPriced ? '' : 'unpriced'}>
                  <th scope="row" class="clip" title={model.model}>
                    <i class={`sw ${hueClass(model)}`} />
                    {model.label}
                  </th>
                  <td class="num">{model.responses}</td>
                  {model.cells.map(({ words, exact }, index) => (
                    <td key={tokenHeads[index]} class="num" title={exact}>
                      {words}
                    </td>
                  ))}
                  <td class="num">{model.cost}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <CostRow words="Counted by us" cost={cost.counted} isStrong />
              {cost.ledger && <CostRow words="Claude Code's own ledger" cost={cost.ledger.cost} />}
              {cost.ledger?.difference && (
                <CostRow
                  words="Difference"
                  title="The ledger knows helper calls that are in no transcript, and counts only the program's own runs"
                  cost={cost.ledger.difference}
                />
              )}
            </tfoot>
          </table>
        </section>
      )}
    </section>
  )
}

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
