import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty, Failed, Waiting } from '@/parts/parts'

export function PageWaiting() {
  return (
    <div className="page">
      <Waiting rows={6} />
    </div>
  )
}

export function PageFailed({ error, reset }: { error: unknown; reset?: () => void }) {
  return (
    <div className="page">
      <section className="card">
        <Failed error={error} retry={reset ?? (() => location.reload())} />
      </section>
    </div>
  )
}

export function PageMissing() {
  const { t } = useTranslation()
  return (
    <div className="page">
      <section className="card">
        <Empty
          icon="search"
          title={t('common.missing')}
          action={
            <Link to="/" className="btn o">
              {t('common.toHome')}
            </Link>
          }
        />
      </section>
    </div>
  )
}

/** Names the browser tab. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = title ? `${title} · Chạm` : 'Chạm'
  }, [title])
}
