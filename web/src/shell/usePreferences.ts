import { useEffect } from 'react'
import { api } from '@/api/client'
import { isLangChosen, setLang } from '@/i18n'
import type { Lang } from '@/format'
import { useSession } from '@/session'
import { isThemeChosen, setTheme, type Theme } from '@/theme/scheme'

/** On a device where nothing was chosen yet, takes the language and theme the user chose elsewhere. */
export function usePreferences() {
  const user = useSession()?.user
  const id = user?.id
  useEffect(() => {
    if (!user) return
    if (!isLangChosen()) void setLang(user.language)
    if (!isThemeChosen()) setTheme(user.theme)
    // Only when somebody else signs in: later changes are made on this device.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id])
}

/** Chooses on this device and for the user; the server's copy may fail without harm. */
export function choose(what: { language?: Lang; theme?: Theme }) {
  if (what.language) void setLang(what.language)
  if (what.theme) setTheme(what.theme)
  void api.PATCH('/v1/me', { body: what }).catch(() => {})
}
