import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface StepProps {
  n: number
  id: string
  title: string
  children: ReactNode
}

/** A numbered part of the page. */
export function Step({ n, id, title, children }: StepProps) {
  return (
    <section className="card" aria-labelledby={id}>
      <div className="hd">
        <h2 id={id}>
          <em aria-hidden="true">{n}</em>
          {title}
        </h2>
      </div>
      {children}
    </section>
  )
}

/** The way back to the list. */
export function useCrumb() {
  const { t } = useTranslation()
  return [
    <Link key="list" to="/campaigns">
      {t('nav.campaigns')}
    </Link>,
  ]
}
