import i18n from 'i18next'
import { useMemo } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import { formatter, type Lang } from './format'
import { useZone } from './session'

// The words live in /locale, one file per language, which the server reads too.
const files = {
  vi: () => import('../../locale/vi.json'),
  en: () => import('../../locale/en.json'),
}
const key = 'cham.lang'

const first = (): Lang => {
  try {
    return localStorage.getItem(key) === 'en' ? 'en' : 'vi'
  } catch {
    return 'vi'
  }
}

/** Whether a language was chosen on this device. */
export const isLangChosen = () => {
  try {
    return localStorage.getItem(key) !== null
  } catch {
    return true
  }
}

async function load(lang: Lang) {
  if (!i18n.hasResourceBundle(lang, 'translation')) {
    i18n.addResourceBundle(lang, 'translation', (await files[lang]()).default)
  }
}

/** Loads the first language; pages wait for it. */
export async function initWords() {
  const lang = first()
  await i18n.use(initReactI18next).init({
    lng: lang,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  })
  await load(lang)
  await i18n.changeLanguage(lang)
  document.documentElement.lang = lang
}

export async function setLang(lang: Lang) {
  await load(lang)
  await i18n.changeLanguage(lang)
  document.documentElement.lang = lang
  try {
    localStorage.setItem(key, lang)
  } catch {
    /* storage is off: the choice holds until reload */
  }
}

export const useLang = () => useTranslation().i18n.language as Lang

/** The formatter of the reader's language and the workspace's time zone. */
export function useFormat() {
  const lang = useLang()
  const zone = useZone()
  return useMemo(() => formatter(lang, zone), [lang, zone])
}
