/** TCE's rules on screens of genuine agents that were recorded with what was true of them: tests/tools/screens/. */
import { describe, expect, it } from 'vitest'
import { figuresOf } from '../../tools/screens/judge.ts'
import { isRecorded, type RecordedScreen, readRecorded, recordedAgents } from '../../tools/screens/recordings.ts'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const kindsOf = (screens: readonly RecordedScreen[], of: (screen: RecordedScreen) => unknown) =>
  [...new Set(screens.map(of))].toSorted()

const inAll = ['claude', 'codex', 'opencode']

it('there are some of the three that most people use', () => {
  expect(recordedAgents.filter(isRecorded)).toEqual(expect.arrayContaining(inAll))
})

describe.each(recordedAgents.filter(isRecorded))('of recorded screens of %s', (agent) => {
  const { version, screens } = readRecorded(agent)
  const { waitingPrecision, recall, idleWhereBusy, wrong } = figuresOf(agent, screens)

  it('none that is at work is called idle, and who is said to wait does', () => {
    console.info(
      `${agent} ${version}, ${screens.length} screens: waiting is right in ${percent(waitingPrecision)}; found: ` +
        `waiting ${percent(recall.waiting)}, busy ${percent(recall.busy)}, idle ${percent(recall.idle)}`,
    )
    expect(idleWhereBusy).toEqual([])
    expect(waitingPrecision, wrong.join('\n')).toBeGreaterThanOrEqual(0.98)
  })

  it('there are thirty and more, narrow and wide, light and dark, in several languages', () => {
    const isInAll = inAll.includes(agent)
    expect(screens.length).toBeGreaterThanOrEqual(30)
    expect(kindsOf(screens, ({ columns }) => columns)).toEqual(isInAll ? [120, 60, 80] : [120, 60])
    expect(kindsOf(screens, ({ theme }) => theme)).toEqual(['dark', 'light'])
    expect(kindsOf(screens, ({ language }) => language)).toEqual(isInAll ? ['de', 'en', 'ja', 'zh'] : ['en', 'ja'])
    // pi asks for nothing.
    const truths = agent === 'pi' ? ['busy', 'idle'] : ['busy', 'idle', 'waiting']
    expect(kindsOf(screens, ({ truth }) => truth)).toEqual(expect.arrayContaining(truths))
  })
})
