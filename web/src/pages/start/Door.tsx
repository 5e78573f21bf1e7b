import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { Mark } from '@/shell/Mark'
import { ThemeLang } from '@/shell/ThemeLang'
import { useArrived } from '@/shell/useArrived'

/** The frame of pages before sign-in. */
export function Door({ children }: { children: ReactNode }) {
  useArrived(false)
  return (
    <div className="door">
      <header>
        <Mark />
        <b>Chạm</b>
        <ThemeLang />
      </header>
      <main>{children}</main>
    </div>
  )
}

export function FormError({ children }: { children: ReactNode }) {
  if (!children) return null
  return (
    <div className="form-error" role="alert">
      <Icon name="alert" size="s" />
      <span>{children}</span>
    </div>
  )
}

/** Says why the button takes a while: the browser proves work, as wrong passwords came from elsewhere. */
export function Working({ now }: { now: boolean }) {
  const { t } = useTranslation()
  return (
    <p className="t3 sm" role="status">
      {now && t('signIn.working')}
    </p>
  )
}
