import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { explain } from '@/parts/parts'
import { useMay } from '@/session'
import { type Channel } from '../campaigns/types'
import { CopyButton } from '../sources/Code'

/** The signature by which receivers know that mail is the business's own: a key here, its other half in the DNS. */
export function Dkim({ of }: { of: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const client = useQueryClient()
  const make = useMutation({
    mutationFn: () => call(api.POST('/v1/channels/email/dkim', {})),
    onSuccess: () => client.invalidateQueries({ queryKey: ['channels'] }),
  })
  const records = of.dns ?? []
  return (
    <section className="card" aria-labelledby="channel-dkim">
      <div className="hd">
        <h2 id="channel-dkim">{t('channels.dkim.title')}</h2>
      </div>
      <p className="about">{t('channels.dkim.about')}</p>
      <div className="form">
        {records.map((r) => (
          <Record key={r.name} {...r} />
        ))}
        {!!make.error && (
          <p className="bad" role="alert">
            {explain(make.error, t)}
          </p>
        )}
        {may && records.length === 0 && (
          <div>
            <button type="button" className="btn o" disabled={make.isPending} onClick={() => make.mutate()}>
              {t('channels.dkim.make')}
            </button>
          </div>
        )}
      </div>
    </section>
  )
}

function Record({ name, value }: { name: string; value: string }) {
  const { t } = useTranslation()
  return (
    <dl className="dns">
      <div>
        <dt>{t('channels.dkim.type')}</dt>
        <dd>TXT</dd>
      </div>
      {[
        [t('channels.dkim.name'), name],
        [t('channels.dkim.value'), value],
      ].map(([what, said]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            <code className="any">{said}</code>
            <CopyButton text={said!} label={t('channels.dkim.copy', { what: what!.toLowerCase() })} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
