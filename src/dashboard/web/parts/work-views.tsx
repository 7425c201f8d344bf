/** What is still to be done. */
import { screens } from '../screens.ts'
import { ViewLinks } from './view-links.tsx'

const views = ['queue', 'ideas'] as const

export const WorkViews = ({ current }: { readonly current: (typeof views)[number] }) => (
  <ViewLinks label="Work" views={views.map((screen) => ({ screen, title: screens[screen].title }))} current={current} />
)
