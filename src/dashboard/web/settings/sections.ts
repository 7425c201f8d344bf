/** The parts of Settings, in their order: the id in the address, and what they are called. */
export const settingsSections = [
  ['health', 'Health'],
  ['agents', 'Agents'],
  ['integrations', 'Integrations'],
  ['connections', 'Connections'],
  ['keys', 'API keys'],
  ['alerts', 'Alerts'],
  ['waiting', 'Waiting for you'],
  ['prompts', 'Prompts'],
  ['retention', 'Data & retention'],
  ['appearance', 'Appearance'],
  ['tray', 'Tray'],
  ['prices', 'Prices'],
  ['sources', 'Sources'],
  ['audit', 'Audit log'],
  ['about', 'About'],
] as const
