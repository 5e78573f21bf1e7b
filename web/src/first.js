// Stands in the page itself and runs before first paint, so that a page never flashes in the wrong theme or language,
// and shows the right frame while its script is on the way (scripts/bones.ts).
;(function () {
  var root = document.documentElement
  var theme = 'system'
  var inside = false
  try {
    theme = localStorage.getItem('cham.theme') || theme
    root.lang = localStorage.getItem('cham.lang') || root.lang
    inside = !!localStorage.getItem('cham.inside')
  } catch {
    /* storage is off: the system's theme, Vietnamese */
  }
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme:dark)').matches)
  // A script that does not come is said, in place of waiting for ever; the event does not bubble.
  addEventListener(
    'error',
    function (e) {
      if (e.target.tagName === 'SCRIPT' && document.getElementById('bones')) root.dataset.frame = 'lost'
    },
    true,
  )
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.mantineColorScheme = root.dataset.theme
  var path = location.pathname
  root.dataset.frame = /^\/(welcome|invitations)\b/.test(path)
    ? 'hall'
    : !inside || /^\/sign-in\b/.test(path)
      ? 'door'
      : /^\/maps\/./.test(path)
        ? 'slim'
        : 'wide'
})()
