// Runs before first paint, so that a page never flashes in the wrong theme or language.
;(function () {
  var root = document.documentElement
  var theme = 'system'
  try {
    theme = localStorage.getItem('cham.theme') || theme
    root.lang = localStorage.getItem('cham.lang') || root.lang
  } catch {
    /* storage is off: the system's theme, Vietnamese */
  }
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme:dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.mantineColorScheme = root.dataset.theme
})()
