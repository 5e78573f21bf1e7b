import { useTranslation } from 'react-i18next'
import { setLang, useLang } from '@/i18n'
import { IconButton } from '@/parts/parts'
import { setTheme, useScheme } from '@/theme/scheme'

/** Language and theme, one click each, for pages without the shell. */
export function ThemeLang() {
  const { t } = useTranslation()
  const lang = useLang()
  const dark = useScheme() === 'dark'
  const other = lang === 'vi' ? 'en' : 'vi'
  return (
    <div className="row theme-lang">
      <button type="button" className="btn" lang={other} onClick={() => void setLang(other)}>
        {other === 'vi' ? 'Tiếng Việt' : 'English'}
      </button>
      <IconButton
        icon={dark ? 'sun' : 'moon'}
        label={t(dark ? 'theme.light' : 'theme.dark')}
        onClick={() => setTheme(dark ? 'light' : 'dark')}
      />
    </div>
  )
}
