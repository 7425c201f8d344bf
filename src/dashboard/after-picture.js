// The code of the page comes when its first picture is on the screen: both at once take longer on a machine that has little to spare.
const { page } = document.querySelector('script[data-page]').dataset
let isAsked = false
function ask() {
  if (isAsked) return
  isAsked = true
  // What the page begins with comes beside its code (web/index.html).
  const agents = { rel: 'preload', as: 'fetch', href: '/api/processes', crossOrigin: '' }
  document.head.append(Object.assign(document.createElement('link'), agents))
  import(page)
}
// No frame comes in a tab that nobody sees.
setTimeout(ask, document.hidden ? 0 : 500)
requestAnimationFrame(() => setTimeout(ask))
