/** What agents answer when they are asked for their limits: as recorded with a key, and as their makers describe it with a plan. */
import { describe, expect, it } from 'vitest'
import { askedProgram } from '../../src/agents/claude/asked-limits.ts'
import { askHost, limitsIn } from '../../src/agents/codex/asked-limits.ts'
import { HostRefusal } from '../../src/agents/hosting.ts'

describe('Claude Code', () => {
  const answer = (response: unknown, subtype = 'success') =>
    `{"type":"system","subtype":"ui_invalidate","event":"ui.render"}\n${JSON.stringify({
      type: 'control_response',
      response: { subtype, request_id: 'tce', response },
    })}\n`

  it('with a key says that there are none (2.1.329), and that is no 0', () => {
    const recorded = {
      session: { total_cost_usd: 0, model_usage: {} },
      ...{ subscription_type: null, rate_limits_available: false, rate_limits: null, behaviors: null },
    }
    expect(askedProgram.read(answer(recorded))).toMatchObject({
      ok: false,
      error: expect.stringMatching(/says no limits/),
    })
  })

  it('with a plan says each window, also those of models, and what is spent beyond it', () => {
    const at = '2026-11-20T17:00:00+00:00'
    const resetsAtMs = Date.parse(at)
    const said = {
      ...{ subscription_type: 'max', rate_limits_available: true },
      rate_limits: {
        ...{ five_hour: { utilization: 42, resets_at: at }, seven_day: { utilization: 66.5, resets_at: at } },
        ...{ seven_day_opus: { utilization: 80, resets_at: at }, seven_day_sonnet: null, seven_day_oauth_apps: null },
        model_scoped: [
          { display_name: 'Opus', utilization: 84, resets_at: at },
          { display_name: 'Fable', utilization: 31, resets_at: 'soon' },
        ],
        extra_usage: { is_enabled: true, monthly_limit: 100, used_credits: 18.4, utilization: 18.4, currency: 'USD' },
      },
    }
    expect(askedProgram.read(answer(said))).toEqual({
      ok: true,
      value: {
        plan: 'max',
        windows: [
          { window: 'five-hours', usedPercent: 42, resetsAtMs },
          { window: 'week', usedPercent: 66.5, resetsAtMs },
          { window: 'week:opus', usedPercent: 84, resetsAtMs },
          { window: 'week:fable', usedPercent: 31, resetsAtMs: undefined },
          { window: 'spend', usedPercent: 18.4, resetsAtMs: undefined },
        ],
      },
    })
  })

  it.each([
    ['nothing', ''],
    ['other lines', '{"type":"result"}\nnot JSON control_response\n'],
    ['an answer to another question', answer({}).replace('"tce"', '"else"')],
    ['a refusal', answer(undefined, 'error')],
  ])('that prints %s has said nothing', (_, printed) => expect(askedProgram.read(printed).ok).toBe(false))

  it('is asked without a hook, and leaves no session', () => {
    expect(askedProgram.arguments).toContain('--no-session-persistence')
    expect(JSON.parse(askedProgram.arguments.at(-1) ?? '')).toEqual({ disableAllHooks: true })
    expect(JSON.parse(askedProgram.input)).toMatchObject({ request_id: 'tce', request: { subtype: 'get_usage' } })
  })
})

describe('Codex’s daemon', () => {
  const snapshot = {
    limitId: 'codex',
    ...{ planType: 'pro', credits: null, secondary: { usedPercent: 57, windowDurationMins: 10_080, resetsAt: null } },
    primary: { usedPercent: 11, windowDurationMins: 300, resetsAt: 1_795_736_868 },
  }
  const windows = [
    { window: 'primary', usedPercent: 11, windowMs: 18_000_000, resetsAtMs: 1_795_736_868_000 },
    { window: 'secondary', usedPercent: 57, windowMs: 604_800_000, resetsAtMs: undefined },
  ]

  it('says each limit of its account, by id where there are several', () => {
    expect(limitsIn({ rateLimits: snapshot, rateLimitsByLimitId: null })).toEqual([
      { limitId: 'codex', plan: 'pro', windows },
    ])
    const several = { codex: snapshot, 'codex-mini': { ...snapshot, limitId: 'codex-mini', secondary: null } }
    expect(limitsIn({ rateLimits: snapshot, rateLimitsByLimitId: several }).map(({ limitId }) => limitId)).toEqual([
      'codex',
      'codex-mini',
    ])
    expect([limitsIn(undefined), limitsIn({ rateLimits: null })]).toEqual([[], []])
  })

  it('is greeted and asked once; that it refuses is its answer', () => {
    const talk = askHost()
    const said = [talk.next().value, talk.next({}).value, talk.next().value]
    expect(said.map((one) => 'method' in (one as object) && (one as { method: string }).method)).toEqual([
      'initialize',
      'initialized',
      'account/rateLimits/read',
    ])
    expect(talk.throw(new HostRefusal('chatgpt authentication required to read rate limits'))).toEqual({
      done: true,
      value: {
        ok: false,
        error: 'its daemon refused: chatgpt authentication required to read rate limits',
      },
    })
  })
})
