import { describe, expect, it } from 'vitest'
import { boundsOf, readUsageAddress, spanWords, usageQuestion } from '../../../../src/dashboard/web/usage/address.ts'

describe('the address of the usage tab', () => {
  it('without a query means 30 days of cost, by day', () => {
    expect(readUsageAddress({})).toEqual({
      range: '30',
      zoom: undefined,
      unit: 'cost',
      per: 'day',
      by: 'day',
      agents: [],
      model: '',
      project: '',
      sort: '',
    })
  })

  it('takes kinds of agents by mark or id, and asks for them', () => {
    expect(readUsageAddress({ agent: 'cx' }).agents).toEqual(['codex'])
    expect(readUsageAddress({ agent: 'Pi,opencode' }).agents).toEqual(['pi', 'opencode'])
    for (const agent of ['vim', 'cx,vim', '']) expect(readUsageAddress({ agent }).agents).toEqual([])
    expect(usageQuestion('day', {}, readUsageAddress({ agent: 'cx' }))).toMatchObject({ agent: ['codex'] })
    expect(usageQuestion('day', {}, readUsageAddress({}))).not.toHaveProperty('agent')
  })

  it('takes nothing that is not allowed', () => {
    const address = readUsageAddress({ range: '31', unit: 'euro', per: 'hour', by: 'moon', since: '2026-02-30' })
    expect(address).toEqual(readUsageAddress({}))
  })

  it('lets a chosen part count instead of the range, but not one that ends before it begins', () => {
    const zoom = { since: '2026-11-01', until: '2026-11-07' }
    expect(boundsOf(readUsageAddress({ range: '90', ...zoom }), '2026-11-20')).toEqual(zoom)
    expect(readUsageAddress({ since: zoom.until, until: zoom.since }).zoom).toBeUndefined()
    expect(spanWords(readUsageAddress(zoom))).toBe('2026-11-01 – 2026-11-07')
  })

  it('counts today among the days of a range', () => {
    expect(boundsOf({ range: '7' }, '2026-11-20')).toEqual({ since: '2026-11-14' })
    expect(boundsOf({ range: 'all' }, '2026-11-20')).toEqual({})
  })

  it('asks without filters that are empty', () => {
    expect(usageQuestion('model', {}, { model: '', project: '/code/a' })).toEqual({ by: 'model', project: '/code/a' })
  })
})
